/** An instant (ms) as requests, answers and events write it. */
export function instantText(instant: number): string {
  return new Date(instant).toISOString();
}

export function instantTextOrNull(instant: number | null): string | null {
  return instant === null ? null : instantText(instant);
}

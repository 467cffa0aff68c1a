/** Formats an instant (ms) for requests, answers and events. */
export function instantText(instant: number): string {
  return new Date(instant).toISOString();
}

export function instantTextOrNull(instant: number | null): string | null {
  return instant === null ? null : instantText(instant);
}

/** An instant as `datetime-local` has it: without a zone, in the reader's own time. */
export function localTime(instant: string | null | undefined): string {
  const ms = Date.parse(instant ?? '');
  if (Number.isNaN(ms)) return '';
  return new Date(ms - new Date(ms).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** The instant of such a text; null where it is empty. */
export function instantOf(local: string): string | null {
  return local === '' ? null : new Date(local).toISOString();
}

/** Where a picture is among those that can be leafed through. */
export type Place = { position: number | null; count: number; previous: string | null; next: string | null };

/** The place of `name` among these. One that is not among them comes before the first. */
export function placeAmong(names: readonly string[], name: string): Place {
  const at = names.indexOf(name);
  return {
    position: at < 0 ? null : at + 1,
    count: names.length,
    previous: names[at - 1] ?? null,
    next: names[at + 1] ?? null,
  };
}

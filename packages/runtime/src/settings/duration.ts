/** Durations as text: in settings, in the simulator's timings, in `overlap`. Own code: `ms` also takes `2 days` and `-5`, which no setting should. */

const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const FORM = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/;

/** A duration such as `90s`, `1.5h` or `200ms` in whole milliseconds; undefined where the text is none. */
export function parseDuration(text: string): number | undefined {
  const [, amount, unit] = FORM.exec(text) ?? [];
  return amount === undefined ? undefined : Math.round(Number(amount) * UNITS[unit as keyof typeof UNITS]);
}

/** The same duration as text, in the largest unit of which it is a whole number: `100s`, `1d`. */
export function formatDuration(milliseconds: number): string {
  const fitting = Object.entries(UNITS).filter(([, size]) => milliseconds >= size && milliseconds % size === 0);
  const [unit, size] = fitting.at(-1) ?? ['ms', 1];
  return `${milliseconds / size}${unit}`;
}

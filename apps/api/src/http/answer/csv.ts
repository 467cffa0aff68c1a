/** A value of a cell. Numbers are written as they are; text may come from callers. */
export type Cell = string | number | null | undefined;

/** What needs no quotes, whatever a spreadsheet takes for a separator. */
const PLAIN = /^[A-Za-z0-9_.:/-]*$/;
/** A spreadsheet runs a cell that begins with one of these as a formula, also after blanks or control characters, and in full width. */
const FORMULA = /^[\s\p{C}]*[=+\-@＝＋－＠]|^[\t\r\n]/u;

/**
 * Writes a table as CSV (RFC 4180), the header first. A text that a spreadsheet would run as a formula gets an apostrophe before it: project
 * codes and notes come from callers, and operators open the file.
 */
export function toCsv(columns: readonly string[], rows: Iterable<readonly Cell[]>): string {
  const lines = [columns, ...rows].map((cells) => cells.map(cellText).join(','));
  return `${lines.join('\r\n')}\r\n`;
}

function cellText(cell: Cell): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell === 'number') return String(cell);
  const safe = FORMULA.test(cell) ? `'${cell}` : cell;
  return PLAIN.test(safe) ? safe : `"${safe.replaceAll('"', '""')}"`;
}

import { cut, plain } from './text.ts';

/** Rows under their headings, in columns. The last column gets what is left of the width, and no line is wider. */
export function formatTable(headings: string[], rows: (string | number | null | undefined)[][], width: number): string {
  const cells = [headings, ...rows.map((row) => row.map((value) => plain(String(value ?? ''))))];
  const last = headings.length - 1;
  const widths = headings.map((_heading, column) => Math.max(...cells.map((row) => (row[column] ?? '').length)));
  const before = widths.slice(0, last).reduce((sum, one) => sum + one + 2, 0);
  const lines = cells.map((row) =>
    row
      .map((text, column) => (column === last ? cut(text, Math.max(10, width - before)) : text.padEnd(widths[column]!)))
      .join('  ')
      .trimEnd(),
  );
  return `${lines.map((line) => cut(line, width)).join('\n')}\n`;
}

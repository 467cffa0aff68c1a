import type { SoakReport } from './soak.ts';

const WIDTH = 40;

/** Each figure in the second and in the last third, and which of them grew. */
export function reportTable({ rounds, jobs, tookMs, trends }: SoakReport): string {
  const head = [
    `  ${rounds} rounds · ${jobs} jobs · ${Math.round(tookMs / 1_000)} s`,
    '',
    row('median of the', 'second third', 'last third'),
  ];
  const lines = trends.map(({ figure, middle, end, grew }) => `${row(figure, `${middle}`, `${end}`)}${grew ? '  GREW' : ''}`);
  return [...head, ...lines, ''].join('\n');
}

function row(name: string, middle: string, end: string): string {
  return `  ${name.padEnd(WIDTH)}${middle.padStart(14)}${end.padStart(14)}`;
}

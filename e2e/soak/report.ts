import type { SoakReport } from './soak.ts';

const WIDTH = 40;

/** Each figure in each third, and which of them grew. */
export function reportTable({ rounds, jobs, tookMs, trends }: SoakReport): string {
  const head = [
    `  ${rounds} rounds · ${jobs} jobs · ${Math.round(tookMs / 1_000)} s`,
    '',
    row('medians of each third', ['first', 'second', 'last']),
  ];
  const lines = trends.map(({ figure, begin, middle, end, grew }) => `${row(figure, [begin, middle, end])}${grew ? '  GREW' : ''}`);
  return [...head, ...lines, ''].join('\n');
}

function row(name: string, thirds: (number | string)[]): string {
  return `  ${name.padEnd(WIDTH)}${thirds.map((value) => `${value}`.padStart(14)).join('')}`;
}

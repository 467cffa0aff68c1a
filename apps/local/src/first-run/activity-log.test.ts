import { expect, test } from '@jest/globals';

import type { Screen } from '../screen.ts';
import { createActivityLog } from './activity-log.ts';

const PATH = '.darkroom/pictures/job_8883516d33555d164bf41bb27f641c94.jpg';

function setup({ isTerminal }: { isTerminal: boolean }) {
  const lines: string[] = [];
  const screen = { isTerminal, width: 80, dim: (text: string) => text, line: (text = '') => void lines.push(text) } as Screen;
  return { lines, log: createActivityLog(screen, 1_000) };
}

test('shows events in their order, and no line is wider than the terminal', () => {
  const { lines, log } = setup({ isTerminal: true });
  log.add(2_570, 'you', `saved the picture (25 kB): ${PATH}`);
  log.add(1_000, 'you', 'POST /v1/generations → 202');
  log.flush();
  expect(lines).toEqual([
    '    0.00 s  you         POST /v1/generations → 202',
    '    1.57 s  you         saved the picture (25 kB):',
    `            ${PATH}`,
  ]);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
});

test('breaks no line where there is no terminal', () => {
  const { lines, log } = setup({ isTerminal: false });
  log.add(2_570, 'you', `saved the picture (25 kB): ${PATH}`);
  log.flush();
  expect(lines).toEqual([`    1.57 s  you         saved the picture (25 kB): ${PATH}`]);
});

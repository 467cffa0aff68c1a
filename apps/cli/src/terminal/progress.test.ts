import { expect, test } from '@jest/globals';

import { createProgress } from './progress.ts';

function screen(output: { isTTY?: boolean; columns?: number }, env: Record<string, string> = {}, quiet = false) {
  const written: string[] = [];
  const stderr = { ...output, write: (text: string) => written.push(text) };
  return { written, progress: createProgress({ stderr, env, now: () => 0 }, quiet) };
}

test('in a pipe it is a line for each change', () => {
  for (const { written, progress } of [screen({}), screen({ isTTY: true }, { TERM: 'dumb' })]) {
    for (const state of ['queued', 'queued', 'waiting']) progress.show(state);
    progress.say('job_1');
    progress.end();
    expect(written).toEqual(['queued\n', 'waiting\n', 'job_1\n']);
  }
});

test('on a terminal it is one line that changes, within its width, and that leaves nothing behind', () => {
  const { written, progress } = screen({ isTTY: true, columns: 20 });
  progress.show('waiting for a place in line');
  progress.say('job_1');
  progress.end();
  const line = '\r\u001b[2Kwaiting for … (0 s)';
  expect(written).toEqual([line, '\r\u001b[2K', 'job_1\n', line, '\r\u001b[2K']);
});

test('quiet, it shows nothing', () => {
  const { written, progress } = screen({ isTTY: true }, {}, true);
  progress.show('waiting');
  progress.say('job_1');
  progress.end();
  expect(written).toEqual([]);
});

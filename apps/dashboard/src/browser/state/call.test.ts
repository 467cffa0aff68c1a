import { expect, test } from '@jest/globals';

import { call } from './call.ts';

/** The page of a person who covers all tenants, and a server that answers this. */
function serverAnswers(answer: () => Response): void {
  Object.assign(globalThis, { document: { body: { dataset: { role: 'admin', tenants: '*' } } }, fetch: async () => answer() });
}

const brokenOff = () => new Response(new ReadableStream({ start: (stream) => stream.error(new TypeError('network error')) }));

test.each([
  ['GET', 'This page tries again by itself.'],
  ['POST', 'it is not known whether this was done.'],
] as const)('an answer to %s that breaks off in its middle is none', async (method, words) => {
  serverAnswers(brokenOff);
  const { problem } = await call('/data/jobs', { method });
  expect(problem).toEqual({ status: 0, code: 'no_answer', detail: expect.stringContaining(words) });
});

test('what was called off ends as that, also while a problem is read', async () => {
  const calledOff = new AbortController();
  serverAnswers(() => {
    calledOff.abort();
    return Response.json({ detail: 'Redis cannot be used now' }, { status: 503 });
  });
  await expect(call('/data/jobs', { signal: calledOff.signal })).rejects.toThrow('aborted');
});

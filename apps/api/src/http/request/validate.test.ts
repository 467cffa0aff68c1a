import { expect, test } from '@jest/globals';
import { GenerationRequest, Instant } from '@darkroom/contracts';
import { z } from 'zod';

import { ProblemError } from '../problem.ts';
import { validate } from './validate.ts';

function errorsOf(schema: z.ZodType, input: unknown): [pointer: string, detail: string][] {
  try {
    validate(schema, input);
  } catch (error) {
    if (error instanceof ProblemError) return (error.errors ?? []).map(({ pointer, detail }) => [pointer, detail]);
    throw error;
  }
  throw new Error('It was found valid');
}

test.each([
  [undefined, '', 'a body of JSON is required'],
  [[], '', 'must be an object'],
  [{}, '/prompt', 'is required'],
  [{ prompt: null }, '/prompt', 'must be text'],
  [{ prompt: 'a', metadata: [] }, '/metadata', 'must be an object'],
  [{ prompt: 'a', seed: '1' }, '/seed', 'must be a number'],
  [{ prompt: 'a', seed: 1.5 }, '/seed', 'must be a whole number'],
  [{ prompt: 'a', webhook: { url: 'https://example.com', events: 'all' } }, '/webhook/events', 'must be a list'],
  [{ prompt: 'a', 'x/y~z': 1 }, '/x~1y~0z', 'is not known'],
])('%j: %s %s', (input, pointer, detail) => {
  expect(errorsOf(GenerationRequest, input)).toEqual([[pointer, detail]]);
});

test('a schema that has words of its own keeps them', () => {
  expect(errorsOf(z.object({ at: Instant }), { at: 5 })).toEqual([['/at', 'must be a date and time such as 2026-11-20T12:00:00Z']]);
});

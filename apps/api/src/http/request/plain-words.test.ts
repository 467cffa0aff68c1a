import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { z } from 'zod';

import { everyCall } from '../../test/every-call.ts';
import { describeIssue } from './describe-issue.ts';
import { ProblemError } from '../problem.ts';
import { validate } from './validate.ts';

const LEAK = 'the words of zod';

/** What the schema says against the input, where it says anything. */
function detailsOf(schema: z.ZodType, input: unknown): string[] {
  try {
    validate(schema, input);
    return [];
  } catch (error) {
    if (error instanceof ProblemError) return (error.errors ?? []).map(({ detail }) => detail);
    throw error;
  }
}

/** While this is in scope, every message that zod would word itself is this one. */
function markZodsWords(): Disposable {
  const before = z.config().localeError;
  z.config({ localeError: () => LEAK });
  return { [Symbol.dispose]: () => void z.config({ localeError: before }) };
}

const schemas = everyCall().flatMap(({ method, path, operation }) =>
  [operation.body?.schema, operation.query].filter((schema) => schema !== undefined).map((schema) => ({ schema, of: `${method} ${path}` })),
);

test('no call ever answers in the words of zod, whatever is sent', () => {
  using _marked = markZodsWords();
  const names = schemas.flatMap(({ schema }) => Object.keys((schema as { shape?: object }).shape ?? {}));
  const value = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.constantFrom(
      null,
      '',
      'x'.repeat(20_000),
      [],
      {},
      -1,
      0.5,
      1e308,
      Infinity,
      NaN,
      Array.from({ length: 1_001 }, () => ({})),
    ),
  );
  const input = fc.oneof(value, fc.dictionary(fc.oneof(fc.constantFrom(...names, 'type', '__proto__'), fc.string()), value));
  const wrong = new Set<string>();
  const property = fc.property(fc.constantFrom(...schemas), input, ({ schema }, given) => {
    for (const detail of detailsOf(schema, given)) {
      wrong.add(detail);
      expect(detail).toMatch(/^(must|is|has|holds|a body|give) /);
    }
  });
  fc.assert(property, { numRuns: 3_000 });
  expect(wrong.size).toBeGreaterThan(10);
});

test('each kind of issue that zod finds has a message of ours', () => {
  using _marked = markZodsWords();
  const inputs: [z.ZodType, unknown, string][] = [
    [z.string(), 1, 'must be text'],
    [z.string(), undefined, 'a body of JSON is required'],
    [z.enum(['a', 'b', 'c']), 'd', 'must be "a", "b" or "c"'],
    [z.literal('a'), 'd', 'must be "a"'],
    [z.string().min(1), '', 'must not be empty'],
    [z.string().min(2), '', 'must have at least 2 characters'],
    [z.array(z.string()).max(1), ['a', 'b'], 'must have at most 1 entry'],
    [z.string().length(3), 'a', 'must have exactly 3 characters'],
    [z.number().max(5), 6, 'must be at most 5'],
    [z.number().gt(5), 5, 'must be more than 5'],
    [z.number().lt(5), 5, 'must be less than 5'],
    [z.number().multipleOf(3), 5, 'must be a multiple of 3'],
    [z.int(), 1e21, 'must be at most 9007199254740991'],
    [z.int(), 0.5, 'must be a whole number'],
    [z.number(), Infinity, 'must be a number'],
    [z.strictObject({}), { a: 1 }, 'is not known'],
    [z.string().regex(/^a$/), 'b', 'has the wrong format'],
    [z.iso.datetime(), 'b', 'must be a date and time such as 2026-11-20T12:00:00Z'],
    [z.email(), 'b', 'must be an e-mail address'],
    [z.uuid(), 'b', 'must be a UUID'],
    [z.union([z.string(), z.number()]), true, 'has none of the forms that are allowed here'],
    [z.discriminatedUnion('a', [z.object({ a: z.literal('b') })]), { a: 'c' }, 'has none of the forms that are allowed here'],
    [z.xor([z.string(), z.string()]), 'a', 'has none of the forms that are allowed here'],
    [z.record(z.string().regex(/^a$/), z.string()), { b: 'c' }, 'has a name that is not allowed here'],
    [z.tuple([z.string()]), [], 'must not be empty'],
    [z.string().refine(() => false), 'a', 'is not valid'],
    [z.null(), 1, 'must be null'],
    [z.never(), 1, 'must be of another type'],
  ];
  for (const [schema, input, detail] of inputs) expect([schema.def.type, detailsOf(schema, input)]).toEqual([schema.def.type, [detail]]);
  expect(describeIssue({ code: 'something new' } as never)).toBe('is not valid');
});

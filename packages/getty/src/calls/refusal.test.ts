import { describe, expect, test } from '@jest/globals';
import { GettyError } from '../terms/errors.ts';
import { CALLS, type CallName, ROUTES, failure, setup } from '../test/setup.ts';
import { type Reply, empty, json, text } from '../test/scripted-server.ts';

const READS: CallName[] = ['getGeneration', 'downloadSizes', 'getDownload', 'history'];
const PAID: CallName[] = ['generate', 'variation', 'refine', 'startDownload', 'redownload'];
const NAMING_ONE: CallName[] = ['getGeneration', 'downloadSizes', 'startDownload', 'getDownload', 'variation', 'refine', 'redownload'];
const ALL: CallName[] = [...PAID, ...READS];

const QPS = { 'x-error-detail': 'Account Over Queries Per Second Limit' };
const RATE = { 'x-error-detail': 'Account Over Rate Limit' };

function refused(status: number, code?: string, headers?: Record<string, string>): Reply {
  return code === undefined ? json(status, { message: 'x' }, headers) : json(status, { ErrorCode: code, ErrorMessage: 'x' }, headers);
}

/** Getty's answer, the calls it comes on, and the error they throw. */
const TABLE: [answer: string, Reply, CallName[], expected: object][] = [
  ['400 InvalidProduct', refused(400, 'InvalidProduct'), ALL, { name: 'TerminalError', code: 'InvalidProduct', quotaExceeded: false }],
  ['402', refused(402), ALL, { name: 'TerminalError' }],
  ['403 NotAuthorized', refused(403, 'NotAuthorized'), ALL, { name: 'TerminalError', quotaExceeded: false }],
  ['403 with a quota code', refused(403, 'ProductQuotaExceeded'), ALL, { name: 'TerminalError', quotaExceeded: true }],
  [
    '403 with a quota code and Retry-After',
    refused(403, 'ProductQuotaExceeded', { 'retry-after': '1800' }),
    ALL,
    { name: 'TerminalError', quotaExceeded: true, retryAfterMs: 1_800_000 },
  ],
  ['403 NotAuthorized with Retry-After', refused(403, 'NotAuthorized', { 'retry-after': '9' }), ALL, { retryAfterMs: undefined }],
  ['403 that only mentions a quota', json(403, { ErrorCode: 'NotAuthorized', ErrorMessage: 'quota' }), ALL, { quotaExceeded: false }],
  ['403 with a code that every object has', refused(403, 'constructor'), ALL, { name: 'TerminalError', code: 'constructor' }],
  ['403 of a gateway', refused(403), ALL, { name: 'TerminalError', code: undefined }],
  ['403 over queries per second', refused(403, undefined, QPS), ALL, { name: 'ThrottledError', limit: 'queries' }],
  [
    '403 over rate limit',
    text(403, '<h1>Over</h1>', RATE),
    ALL,
    { name: 'ThrottledError', limit: 'queries', errorDetail: 'Account Over Rate Limit' },
  ],
  ['404 on a call that names one', refused(404, 'GenerationRequestIdNotFound'), NAMING_ONE, { name: 'NotFoundError' }],
  ['404 on a call that names none', refused(404), ['generate', 'history'], { name: 'TerminalError', status: 404 }],
  ['405', empty(405), ALL, { name: 'TerminalError' }],
  ['408 on a read', empty(408), READS, { name: 'RetryableError' }],
  ['408 on a paid call', empty(408), PAID, { name: 'UnknownOutcomeError', status: 408 }],
  ['409 on a read', refused(409, 'ConcurrencyConflict'), READS, { name: 'RetryableError', status: 409 }],
  ['409 on a paid call', refused(409, 'ConcurrencyConflict'), PAID, { name: 'ConflictError' }],
  ['409 without a code', empty(409), PAID, { name: 'ConflictError' }],
  ['410', refused(410, 'GenerationRequestGone'), NAMING_ONE, { name: 'GoneError' }],
  ['429 over queries per second', refused(429, undefined, QPS), ALL, { name: 'ThrottledError', limit: 'queries', retryAfterMs: undefined }],
  ['429 of pending generations', refused(429, 'TooManyConcurrentGenerations'), ALL, { name: 'ThrottledError', limit: 'pending' }],
  ['429 whose code and detail differ', refused(429, 'TooManyConcurrentGenerations', QPS), ALL, { limit: 'pending' }],
  ['429 of the day', refused(429, 'DailyRequestLimitExceeded'), ALL, { name: 'ThrottledError', limit: 'daily' }],
  ['429 with an unknown code', refused(429, 'SomethingNew'), ALL, { name: 'ThrottledError', limit: 'queries', code: 'SomethingNew' }],
  ['429 with Retry-After', empty(429, { 'retry-after': '3' }), ALL, { name: 'ThrottledError', retryAfterMs: 3000 }],
  ['500 on a read', empty(500), READS, { name: 'RetryableError', status: 500 }],
  ['500 on a paid call', empty(500), PAID, { name: 'UnknownOutcomeError', status: 500 }],
  ['503 with Retry-After', empty(503, { 'retry-after': '9' }), READS, { name: 'RetryableError', retryAfterMs: 9000 }],
  ['503 with a code of refusal on a paid call', refused(503, 'TooManyConcurrentGenerations'), PAID, { name: 'UnknownOutcomeError' }],
  ['302 on a read', empty(302, { location: '/elsewhere' }), READS, { name: 'RetryableError', status: 302 }],
  ['302 on a paid call', empty(302, { location: '/elsewhere' }), PAID, { name: 'UnknownOutcomeError', status: 302 }],
  ['an unknown success on a read', empty(204), READS, { name: 'RetryableError', status: 204 }],
  ['an unknown success on a paid call', empty(201), PAID, { name: 'UnknownOutcomeError', status: 201 }],
];

describe('an answer that is no success', () => {
  const rows = TABLE.flatMap(([answer, reply, calls, expected]) => calls.map((call) => [answer, call, reply, expected] as const));

  test.each(rows)('%s, %s', async (_answer, call, reply, expected) => {
    await using world = await setup();
    world.getty.reply(ROUTES[call], reply);

    const error = await failure(CALLS[call](world.client));

    expect(error).toBeInstanceOf(GettyError);
    expect(error).toMatchObject(expected);
    expect(world.records.at(-1)).toMatchObject({ outcome: (error as GettyError).name, status: (error as GettyError).status });
    expect(await world.getty.requests(ROUTES[call], 1)).toHaveLength(1);
  });

  test('keeps the start of its body, and counts by its status even if the body is endless', async () => {
    await using world = await setup({ maxBodyBytes: 10_000 });
    world.getty.reply(ROUTES.generate, text(400, 'x'.repeat(5000)), text(400, 'x'.repeat(50_000)));

    expect(await failure(CALLS.generate(world.client))).toMatchObject({ name: 'TerminalError', body: 'x'.repeat(2048) });
    expect(await failure(CALLS.generate(world.client))).toMatchObject({ name: 'TerminalError', status: 400 });
  });

  test('a Retry-After date is counted from the given clock', async () => {
    await using world = await setup({ now: () => Date.parse('2026-03-01T12:00:00Z') });
    world.getty.reply(ROUTES.generate, empty(429, { 'retry-after': 'Sun, 01 Mar 2026 12:00:05 GMT' }));

    expect(await failure(CALLS.generate(world.client))).toMatchObject({ retryAfterMs: 5000 });
  });
});

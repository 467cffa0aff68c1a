import * as fc from 'fast-check';

import { everyCall, exampleBodies, fillPath, type Call, type Things } from './every-call.ts';
import type { Asked } from './world.ts';

/** A request as anybody could send it, and the row of the table that it is near to. */
export type ArbitraryRequest = { route: string; path: string; asked: Asked & { method: string } };

/** Requests near and far from what each call of the API takes, about `things`. */
export function arbitraryRequest(things: Things): fc.Arbitrary<ArbitraryRequest> {
  const calls = everyCall();
  const submissions = calls.filter(({ method, path }) => method === 'POST' && /^\/v1\/(generations|downloads|batches)$/.test(path));
  return fc
    .oneof(fc.constantFrom(...submissions), { weight: 3, arbitrary: fc.constantFrom(...calls) })
    .chain((call) =>
      fc.record({
        route: fc.constant(call.path),
        path: arbitraryPath(call, things),
        query: arbitraryQuery(call, things),
        method: mostly(call.method, fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS')),
        headers: fc.oneof(fc.constant({}), arbitraryHeaders),
        raw: arbitraryBody(call, things),
      }),
    )
    .map(({ route, path, query, method, headers, raw }) => {
      const withBody = raw !== undefined && method !== 'GET' && method !== 'HEAD';
      // A stream would never end; its other form is a list.
      const accept = route.endsWith('/events') ? { accept: 'application/json' } : {};
      return { route, path: path + query, asked: { method, headers: { ...headers, ...accept }, ...(withBody && { raw }) } };
    });
}

function mostly<T>(usual: T, other: fc.Arbitrary<T>): fc.Arbitrary<T> {
  return fc.oneof({ weight: 9, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: other });
}

/** What has hurt somebody's server before. */
const ODD_TEXTS = [
  '',
  ' ',
  '\u0000',
  '\ud800',
  '\u202e',
  'null',
  '-1',
  '1e999',
  '__proto__',
  'x'.repeat(300),
  '%',
  '../..',
  'job_',
  'https://u:p@h',
  'constructor',
  'http://example.com/\ud800',
  'https://example.com/\udc00?a=\ud83d',
  'http://example.com/\u0000',
  '\ud83d\ude00'.slice(1),
  '\ufffe\u2028',
];
const oddText = fc.oneof(fc.constantFrom(...ODD_TEXTS), fc.string({ unit: 'binary', maxLength: 40 }), fc.date().map(String));
const DEEP: unknown = Array.from({ length: 200 }).reduce((inner) => [inner], {});
/** Beyond what Lua's JSON reader takes. */
const DEEPER: unknown = Array.from({ length: 1_200 }).reduce((inner) => ({ a: inner }), {});
/** `{ __proto__: … }` would set the prototype. */
const PROTO: unknown = JSON.parse('{"__proto__": {"a": 1}, "constructor": {"prototype": null}}');
const oddValue = fc.oneof(
  oddText,
  fc.constantFrom<unknown>(
    null,
    true,
    -1,
    0,
    0.5,
    2 ** 53,
    1e308,
    -0,
    1e21,
    Number.MIN_VALUE,
    [],
    {},
    DEEP,
    DEEPER,
    PROTO,
    { '\ud800': 1, a: { '\udfff': '\ud800' } },
    ['all'],
    'x'.repeat(20_000),
    '2026-13-45T99:99:99Z',
    '0001-01-01T00:00:00Z',
  ),
  fc.jsonValue(),
);

function arbitraryPath(call: Call, things: Things): fc.Arbitrary<string> {
  const parts = call.path.split('/').map((part, index, all) => {
    if (!part.startsWith(':')) return fc.constant(part);
    const usual = fillPath(all.slice(index - 1, index + 1).join('/'), things).split('/')[1]!;
    const unknown = `${usual.slice(0, -1)}${usual.endsWith('0') ? '1' : '0'}`;
    return mostly(usual, fc.oneof(fc.constantFrom(unknown, '%00', '%ff', '%zz', '%ed%a0%80', usual.toUpperCase()), oddText.map(escape)));
  });
  return fc.tuple(...parts).map((filled) => filled.join('/'));
}

function arbitraryQuery({ operation }: Call, things: Things): fc.Arbitrary<string> {
  const names = [...Object.keys(operation.query?.shape ?? {}), 'limit', 'nothing', '__proto__'];
  const values = [...Object.values(things), '1', '100', '101', 'generation', 'queued', 'evt_0-0'];
  const pair = fc.tuple(fc.constantFrom(...names), fc.oneof(fc.constantFrom(...values), oddText));
  return mostly([] as [string, string][], fc.array(pair, { minLength: 1, maxLength: 4 })).map((pairs) =>
    pairs.length === 0 ? '' : `?${pairs.map(([name, value]) => `${escape(name)}=${escape(value)}`).join('&')}`,
  );
}

/** As `encodeURIComponent`, which throws at half a character. */
function escape(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

/** What `fetch` lets through: one line in Latin-1. */
const oddHeader = fc.string({
  unit: fc
    .integer({ min: 0x20, max: 0xff })
    .filter((code) => code !== 0x7f)
    .map((code) => String.fromCharCode(code)),
});
const arbitraryHeaders = fc.record(
  {
    'idempotency-key': fc.oneof(fc.constantFrom('a', 'b', '"c"', 'x'.repeat(256)), oddHeader),
    'content-type': mostly('application/json', fc.oneof(fc.constantFrom('text/plain', 'application/json; charset=latin1'), oddHeader)),
    'content-encoding': mostly('identity', fc.constantFrom('gzip', 'br')),
    'if-none-match': fc.oneof(fc.constantFrom('*', '""', 'W/"x"'), oddHeader),
    'last-event-id': fc.oneof(fc.constantFrom('evt_0-0', 'evt_1-1'), oddHeader),
    prefer: fc.constantFrom('wait=0', 'wait=x', 'respond-async'), // a number above 0 would only take its time
    'x-request-id': oddHeader,
    accept: fc.oneof(fc.constantFrom('*/*', 'text/html', 'application/json;q=0'), oddHeader),
  },
  { requiredKeys: [] },
);

/** A valid body with some changes, or none that was ever near to one. */
function arbitraryBody(call: Call, things: Things): fc.Arbitrary<string | undefined> {
  const examples = [...exampleBodies(call, things), {}];
  const changed = fc
    .tuple(
      fc.constantFrom(...examples),
      fc.array(fc.record({ at: fc.nat(100), to: fc.oneof(fc.constant(GONE), oddValue), as: oddText }), { maxLength: 3 }),
    )
    .map(([example, changes]) => JSON.stringify(changes.reduce<unknown>((body, change) => withChange(body, change), example)));
  return fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...examples).map((example) => JSON.stringify(example)) },
    { weight: 6, arbitrary: changed },
    { weight: 1, arbitrary: fc.json() },
    {
      weight: 1,
      arbitrary: fc.oneof(
        oddText,
        fc.constantFrom(undefined, '{', '[[[[', 'x'.repeat(300_000), '{"a":1,"a":2}', '{"seed":1e400}', '{"seed":-0}'),
      ),
    },
  );
}

const GONE = Symbol('gone');

/** The same with one of its parts put in another's place, left out, or with a field more. */
function withChange(body: unknown, { at, to, as }: { at: number; to: unknown; as: string }): unknown {
  if (typeof body !== 'object' || body === null) return to === GONE ? undefined : to;
  const fields = Object.entries(body);
  const chosen = at % (fields.length + 1);
  const [name, inner] = fields[chosen] ?? [as, undefined];
  const deeper = typeof inner === 'object' && at > fields.length;
  const value = deeper ? withChange(inner, { at: at - fields.length - 1, to, as }) : to;
  if (Array.isArray(body)) return value === GONE ? body.toSpliced(chosen, 1) : body.toSpliced(chosen, 1, value);
  const rest = fields.filter(([field]) => field !== name);
  return Object.fromEntries(value === GONE ? rest : [...rest, [name, value]]);
}

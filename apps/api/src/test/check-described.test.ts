import { presentProblem } from '@darkroom/contracts';
import { expect, test } from '@jest/globals';

import { QUEUED } from '../openapi/examples/jobs.ts';
import { checkDescribed, type Exchange } from './check-described.ts';

const json = 'application/json; charset=utf-8';
const bare = { 'content-type': json, 'x-request-id': 'req_1' };
const accepted = { ...bare, location: QUEUED.urls.self, 'retry-after': '2' };
const page = { method: 'GET', status: 200, sent: undefined, body: { data: [], next_cursor: null }, headers: { ...bare, etag: '"1"' } };

function exchange(more: Partial<Omit<Exchange, 'headers'>> & { body?: unknown; headers?: Record<string, string> } = {}): Exchange {
  const { body = QUEUED, headers = accepted, ...rest } = more;
  const text = JSON.stringify(body);
  return { method: 'POST', path: '/v1/generations', sent: '{"prompt":"a fox"}', status: 202, text, ...rest, headers: new Headers(headers) };
}

const problem = (code: 'not_found' | 'not_held') => ({
  status: code === 'not_found' ? 404 : 409,
  body: presentProblem(code, { detail: 'x', instance: '/', requestId: 'req_1' }),
  headers: { 'content-type': 'application/problem+json', 'x-request-id': 'req_1' },
});

test('what is as described passes', () => {
  for (const more of [
    {},
    { ...page, path: '/v1/jobs?limit=100' },
    { path: QUEUED.urls.cancel, ...problem('not_found') },
    { method: 'GET', path: '/v1/nothing', ...problem('not_found') },
  ]) {
    expect(() => checkDescribed(exchange(more))).not.toThrow();
  }
});

test.each<[what: string, Parameters<typeof exchange>[0], message: RegExp]>([
  ['a status that the operation does not have', { status: 201 }, /the status/],
  ['a field that is not described', { body: { ...QUEUED, surprise: 1 } }, /additional properties/],
  ['a field that is missing', { body: { ...QUEUED, seq: undefined } }, /'seq'/],
  ['a field of another type, deep inside', { body: { ...QUEUED, billing: { state: 'free', because: 'x' } } }, /billing\/state/],
  ['a header that is missing', { headers: bare }, /without Location/],
  ['a header that is not described', { headers: { ...accepted, link: '</>' } }, /the header Link/],
  ['a header of another type', { headers: { ...accepted, 'retry-after': 'soon' } }, /Retry-After body must be integer/],
  ['another media type', { headers: { ...accepted, 'content-type': 'text/html' } }, /media type text\/html/],
  ['a body that the description would refuse', { sent: '{"prompt":"a fox","mood":"sad"}' }, /the request: body\/mood/],
  ['a problem that the operation cannot answer', { path: QUEUED.urls.cancel, ...problem('not_held') }, /body\/code/],
  ['an answer where there is no operation', { path: '/v1/nothing' }, /no such operation/],
  ['a query that is not described', { ...page, path: '/v1/jobs?colour=red' }, /the parameter colour/],
])('%s fails', (_what, more, message) => {
  expect(() => checkDescribed(exchange(more))).toThrow(message);
});

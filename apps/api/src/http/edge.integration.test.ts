import { connect } from 'node:net';

import { describe, expect, test } from '@jest/globals';
import { Problem, PROBLEMS, type ProblemCode } from '@darkroom/contracts';
import { newJobId } from '@darkroom/queue';

import { KEYS, problemOf, setup, type World } from '../test/world.ts';

const AUTHORIZED = `Host: x\r\nAuthorization: Bearer ${KEYS.acme}\r\n`;

/** Sends the parts over a bare connection, each `everyMs` after the one before, and returns the answers that came until it was closed. */
async function exchange(world: World, parts: (string | Buffer)[], { everyMs = 0, halfClose = false } = {}): Promise<RawAnswer[]> {
  const socket = connect(world.api.port, '127.0.0.1');
  socket.on('error', () => undefined); // the API cuts what it refuses: that is the point
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => void chunks.push(chunk));
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  for (const part of parts) {
    if (socket.destroyed) break;
    socket.write(part);
    if (everyMs > 0) await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
  if (halfClose) socket.end();
  await closed;
  return readAnswers(Buffer.concat(chunks).toString());
}

type RawAnswer = { status: number; headers: Headers; body: string };

function readAnswers(text: string): RawAnswer[] {
  const answers: RawAnswer[] = [];
  for (let rest = text; rest !== '';) {
    const [head] = rest.split('\r\n\r\n', 1) as [string];
    const [first, ...lines] = head.split('\r\n');
    const headers = new Headers(lines.map((line) => line.split(/: (.*)/s, 2) as [string, string]));
    const begin = head.length + 4;
    const status = Number(first!.split(' ')[1]);
    const length = status === 100 ? 0 : Number(headers.get('content-length'));
    answers.push({ status, headers, body: rest.slice(begin, begin + length) });
    rest = rest.slice(begin + length);
  }
  return answers;
}

/** The code of a problem that is as every problem has to be. @throws Error when it is not */
function codeOf(answer: RawAnswer | undefined): ProblemCode {
  const problem = Problem.parse(JSON.parse(answer?.body ?? 'null'));
  const seen = [answer?.status, answer?.headers.get('content-type'), answer?.headers.get('x-request-id')];
  const wanted = [PROBLEMS[problem.code].status, 'application/problem+json', problem.request_id];
  if (seen.join() !== wanted.join()) throw new Error(`${seen.join()} instead of ${wanted.join()}`);
  return problem.code;
}

function get(path: string, headers = ''): string {
  return `GET ${path} HTTP/1.1\r\n${AUTHORIZED}${headers}Connection: close\r\n\r\n`;
}

function post(headers: string, body = '', path = '/v1/generations'): string {
  return `POST ${path} HTTP/1.1\r\n${AUTHORIZED}Content-Type: application/json\r\n${headers}\r\n${body}`;
}

const FOX = '{"prompt":"a fox"}';

describe('what is no HTTP', () => {
  test.each([
    ['garbage', 'bad_request', ['\u0000\u0001\u0002 garbage\r\n\r\n']],
    ['NUL in the path', 'bad_request', [get('/v1/jobs\u0000')]],
    ['no host', 'bad_request', ['GET /v1/jobs HTTP/1.1\r\nConnection: close\r\n\r\n']],
    ['a length beside chunks', 'bad_request', [post('Content-Length: 5\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\n')]],
    ['two lengths', 'bad_request', [post('Content-Length: 5\r\nContent-Length: 18\r\n', FOX)]],
    ['a chunk that is none', 'bad_request', [post('Transfer-Encoding: chunked\r\n', 'zz\r\n')]],
    ['two keys', 'bad_request', [get('/v1/jobs', `Authorization: Bearer ${KEYS.beta}\r\n`)]],
    ['two types of body', 'bad_request', [post(`Connection: close\r\nContent-Type: text/plain\r\nContent-Length: ${FOX.length}\r\n`, FOX)]],
    ['101 headers', 'headers_too_large', [get('/v1/jobs', 'X: y\r\n'.repeat(98))]],
    ['an address of 20 KB', 'headers_too_large', [get(`/v1/jobs?cursor=${'x'.repeat(20_000)}`)]],
    ['a header of 20 KB', 'headers_too_large', [get('/v1/jobs', `X: ${'x'.repeat(20_000)}\r\n`)]],
    ['headers without an end', 'request_timeout', [`GET /v1/jobs HTTP/1.1\r\n${AUTHORIZED}`]],
    ['a body without an end', 'request_timeout', [post('Content-Length: 18\r\n', '{"prompt":')]],
  ] as [string, ProblemCode, string[]][])('%s: %s', async (_what, code, parts) => {
    await using world = await setup({ limits: { headersTimeoutMs: 1_500, requestTimeoutMs: 2_000 } });
    const answers = await exchange(world, parts);
    expect(answers).toHaveLength(1);
    expect(codeOf(answers[0])).toBe(code);
    expect(await world.count()).toBe(0);
    expect((await world.call('/v1/jobs')).status).toBe(200);
  });

  test('is counted', async () => {
    await using world = await setup();
    await exchange(world, ['garbage\r\n\r\n']);
    expect((await world.call('/metrics', { tenant: null })).text).toContain('darkroom_http_refused_total{status="400",app="api"} 1');
  });
});

describe('slow clients', () => {
  test.each([
    ['headers', `GET /v1/jobs HTTP/1.1\r\n${AUTHORIZED}`],
    ['a body', post('Content-Length: 99\r\n')],
  ])('%s that arrive too slowly: refused, and a hundred of them delay no other request', async (_what, head) => {
    await using world = await setup({ limits: { headersTimeoutMs: 3_000, requestTimeoutMs: 4_000 } });
    const dripping = Array.from({ length: 100 }, () => exchange(world, [head, ...Array<string>(90).fill('x')], { everyMs: 50 }));
    for (let n = 0; n < 5; n++) expect((await world.call('/v1/generations', { body: { prompt: 'a fox' } })).status).toBe(202);
    for (const answers of await Promise.all(dripping)) expect(codeOf(answers[0])).toBe('request_timeout');
    expect(await world.count()).toBe(5);
  });

  test('a body that comes byte by byte in time is taken', async () => {
    await using world = await setup();
    const answers = await exchange(world, [post(`Connection: close\r\nContent-Length: ${FOX.length}\r\n`), ...FOX.split('')], {
      everyMs: 5,
    });
    expect(answers.map(({ status }) => status)).toEqual([202]);
  });

  test('one that ends half-way gets an error, as long as its sender still reads', async () => {
    await using world = await setup();
    const answers = await exchange(world, [post('Content-Length: 18\r\n', '{"prompt":')], { halfClose: true });
    expect(codeOf(answers[0])).toBe('bad_request');
    expect(await world.count()).toBe(0);
  });
});

describe('one connection', () => {
  test('with requests one behind the other is answered in their order', async () => {
    await using world = await setup();
    const body = post(`Content-Length: ${FOX.length}\r\n`, FOX);
    const answers = await exchange(world, [body + body + get('/v1/jobs')]);
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 200]);
    expect(await world.count()).toBe(2);
  });

  test('with garbage behind a request: the request is answered, then the garbage', async () => {
    await using world = await setup();
    const answers = await exchange(world, [`${post(`Content-Length: ${FOX.length}\r\n`, FOX)}garbage\r\n\r\n`]);
    expect(answers.map(({ status }) => status)).toEqual([202, 400]);
    expect(codeOf(answers[1])).toBe('bad_request');
  });

  test.each([
    ['a wrong key', 'unauthorized', '/v1/generations', 'Authorization: Bearer drk_wrong\r\n', 18],
    ['an unknown path', 'not_found', '/v1/nothing', `Authorization: Bearer ${KEYS.acme}\r\n`, 18],
    ['a body that is too large', 'body_too_large', '/v1/generations', `Authorization: Bearer ${KEYS.acme}\r\n`, 1_000_000],
    ['a picture that is too large', 'body_too_large', '/v1/uploads', `Authorization: Bearer ${KEYS.acme}\r\n`, 20_000_000],
  ] as [string, ProblemCode, string, string, number][])(
    'with Expect: 100-continue and %s gets only the refusal, before it sends the body',
    async (_what, code, path, authorization, length) => {
      await using world = await setup();
      const type = path === '/v1/uploads' ? 'image/jpeg' : 'application/json';
      const head = `POST ${path} HTTP/1.1\r\nHost: x\r\n${authorization}Content-Type: ${type}\r\nExpect: 100-continue\r\n`;
      const answers = await exchange(world, [`${head}Content-Length: ${length}\r\n\r\n`]);
      expect(answers.map((answer) => answer.headers.get('connection'))).toEqual(['close']);
      expect(codeOf(answers[0])).toBe(code);
    },
  );

  test('with Expect: 100-continue gets a 100 before it sends the body, and stays open', async () => {
    await using world = await setup();
    const socket = connect(world.api.port, '127.0.0.1');
    let text = '';
    socket.on('data', (chunk: Buffer) => {
      text += String(chunk);
      if (text === 'HTTP/1.1 100 Continue\r\n\r\n') socket.write(FOX + get('/v1/jobs'));
    });
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    socket.write(post(`Expect: 100-continue\r\nContent-Length: ${FOX.length}\r\n`));
    await closed;
    expect(readAnswers(text).map(({ status }) => status)).toEqual([100, 202, 200]);
  });

  test('with Expect: 100-continue that does not wait stays open too, and any other expectation is ignored', async () => {
    await using world = await setup();
    for (const what of ['100-continue', 'miracles']) {
      const body = post(`Expect: ${what}\r\nContent-Length: ${FOX.length}\r\n`, FOX);
      const answers = await exchange(world, [body + get('/v1/jobs')]);
      expect(answers.map(({ status }) => status)).toEqual(what === '100-continue' ? [100, 202, 200] : [202, 200]);
    }
  });
});

describe('an odd address', () => {
  test.each([
    ['/v1/jobs/%00', 'not_found'],
    ['/v1/jobs/%ff%fe', 'not_found'],
    ['/v1/jobs/%', 'not_found'],
    [`/v1/jobs/${'x'.repeat(10_000)}`, 'not_found'],
    ['/v1/jobs/../../etc/passwd', 'not_found'],
    ['//v1/jobs', 'not_found'],
    ['*', 'not_found'],
    ['http://[::/v1/jobs', 'not_found'],
    ['/v1/jobs?limit=1&limit=2', 'invalid_request'],
    ['/v1/jobs?limit[]=1', 'invalid_request'],
    ['/v1/jobs?__proto__=1', 'invalid_request'],
    ['/v1/jobs?cursor=%00', 'invalid_request'],
    ['/v1/jobs?cursor=%ff', 'invalid_request'],
    ['/v1/jobs?status=%F0%9F%A6%8A', 'invalid_request'],
    [`/v1/jobs?${'a=b&'.repeat(2_000)}`, 'invalid_request'],
  ] as [string, ProblemCode][])('%s', async (path, code) => {
    await using world = await setup();
    const [answer] = await exchange(world, [get(path)]);
    expect(codeOf(answer)).toBe(code);
  });

  test('in the form that proxies are sent is understood', async () => {
    await using world = await setup();
    expect((await exchange(world, [get('http://x/v1/jobs?limit=1')]))[0]!.status).toBe(200);
  });
});

describe('an odd header', () => {
  test.each([
    ['idempotency-key', 'a\u00e9', 'invalid_idempotency_key'],
    ['idempotency-key', '', 'invalid_idempotency_key'],
    ['idempotency-key', 'a, b', 'invalid_idempotency_key'],
    ['content-type', '\u00e9', 'unsupported_media_type'],
    ['authorization', 'Bearer \u00e9\u00ff', 'unauthorized'],
  ] as [string, string, ProblemCode][])('%s: %j', async (name, value, code) => {
    await using world = await setup();
    problemOf(await world.call('/v1/generations', { body: { prompt: 'a fox' }, headers: { [name]: value } }), code);
    expect(await world.count()).toBe(0);
  });

  test('an Idempotency-Key sent twice is none', async () => {
    await using world = await setup();
    const twice = `Connection: close\r\nIdempotency-Key: a\r\nIdempotency-Key: b\r\nContent-Length: ${FOX.length}\r\n`;
    expect(codeOf((await exchange(world, [post(twice, FOX)]))[0])).toBe('invalid_idempotency_key');
  });

  test('a body that GET brings along is left unread', async () => {
    await using world = await setup();
    const answers = await exchange(world, [get(`/v1/jobs/${newJobId()}`, 'Content-Length: 5\r\n') + 'hello']);
    expect(codeOf(answers[0])).toBe('not_found');
  });
});

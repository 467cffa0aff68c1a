import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { API_KEY, API_SECRET, CALLS, ROUTES, failure, setup } from './test/setup.ts';
import { type Reply, dropBeforeHeaders, json } from './test/scripted-server.ts';

const REFRESH_TOKEN = 'refresh-SECRET-3';
const ACCESS_TOKEN = 'access-SECRET-4';

/** A server that repeats everything it received: headers, form and JSON. */
function echo(status: number): Reply {
  return (response, request) => {
    const received = {
      ...request.headers,
      form: request.body,
      fields: Object.fromEntries(new URLSearchParams(request.body)),
      secrets: [API_KEY, API_SECRET, REFRESH_TOKEN],
      spelled: [API_KEY, API_SECRET, REFRESH_TOKEN, request.headers.authorization ?? ''].flatMap(spell),
    };
    const line = `${API_KEY} ${request.headers.authorization} ${spell(API_KEY).join(' ')}`;
    json(status, { ErrorCode: line, ErrorMessage: received }, { 'x-error-detail': line })(response, request);
  };
}

/** A secret as an answer may quote it: encoded by itself and as the end of a longer text, reversibly. */
function spell(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [
    bytes.toString('base64'),
    bytes.toString('base64url'),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
    encodeURIComponent(secret).replaceAll('-', '%2D'),
    secret.replaceAll('-', String.raw`\u002d`),
    secret.replaceAll('-', '&#45;'),
    Buffer.from(`key:${secret}`).toString('base64'),
  ];
}

const grant = json(200, { access_token: ACCESS_TOKEN, expires_in: 1800 });

describe('key, secret, refresh token and access token', () => {
  test.each<[string, Reply, Reply]>([
    ['a refused token', echo(400), echo(500)],
    ['a failing token endpoint', echo(500), echo(500)],
    ['an unreadable token', json(200, { accessToken: ACCESS_TOKEN, id_token: ACCESS_TOKEN }), echo(500)],
    ['a refused call', grant, echo(400)],
    ['a refused key', grant, echo(401)],
    ['a throttled call', grant, echo(429)],
    ['an unknown outcome', grant, echo(500)],
    ['an unreadable success', grant, echo(200)],
    ['a dropped connection', grant, dropBeforeHeaders],
  ])('appear nowhere after %s', async (_name, tokenReply, callReply) => {
    await using world = await setup({ refreshToken: REFRESH_TOKEN });
    world.getty.reply(ROUTES.token, tokenReply);
    world.getty.reply(ROUTES.generate, callReply);

    const error = await failure(CALLS.generate(world.client));

    for (const output of [String(error), JSON.stringify(error), inspect(error, { depth: 9 }), JSON.stringify(world.records)]) {
      expect(output).not.toContain('SECRET');
      for (const secret of [API_KEY, API_SECRET, REFRESH_TOKEN, ACCESS_TOKEN]) {
        for (const spelled of spell(secret)) expect(output).not.toContain(spelled);
      }
    }
    expect(world.records.at(-1)?.outcome).not.toBe('ok');
  });

  test('an error keeps its meaning when written as JSON', async () => {
    await using world = await setup();
    world.getty.reply(
      ROUTES.generate,
      json(429, { ErrorCode: 'TooManyConcurrentGenerations' }, { 'retry-after': '2', 'x-error-detail': 'why' }),
    );

    const error: unknown = JSON.parse(JSON.stringify(await failure(CALLS.generate(world.client))));

    expect(error).toEqual({
      name: 'ThrottledError',
      message: 'generate: Getty answered 429 TooManyConcurrentGenerations, limit reached: pending',
      call: 'generate',
      status: 429,
      code: 'TooManyConcurrentGenerations',
      errorDetail: 'why',
      body: '{"ErrorCode":"TooManyConcurrentGenerations"}',
      limit: 'pending',
      retryAfterMs: 2000,
    });
  });
});

import { describe, expect, test } from '@jest/globals';
import { AuthError, RetryableError, ThrottledError } from '../terms/errors.ts';
import { CALLS, ROUTES, failure, setup } from '../test/setup.ts';
import { type Reply, empty, hang, json, text } from '../test/scripted-server.ts';

const MINUTE_MS = 60_000;

/** A world whose generation is pending, with a clock that the test moves. */
async function setupPending(options: Parameters<typeof setup>[0] = {}) {
  const clock = { at: Date.parse('2026-03-01T12:00:00Z') };
  const world = await setup({ now: () => clock.at, ...options });
  world.getty.reply(ROUTES.getGeneration, empty(202));
  const tokensUsed = async (count: number) =>
    (await world.getty.requests(ROUTES.getGeneration, count)).map((request) => request.headers.authorization);
  return Object.assign(world, { clock, tokensUsed });
}

function token(value: string, expiresIn: number | string): Reply {
  return json(200, { access_token: value, token_type: 'Bearer', expires_in: expiresIn });
}

describe('tokens', () => {
  test('one token, fetched with key and secret as a form, serves all calls', async () => {
    await using world = await setupPending();

    await world.client.getGeneration('g1');
    await world.client.getGeneration('g1');

    expect(await world.tokensUsed(2)).toEqual(['Bearer token-1', 'Bearer token-1']);
    const [request, ...more] = await world.getty.requests(ROUTES.token, 1);
    expect(more).toEqual([]);
    expect(request?.headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(Object.fromEntries(new URLSearchParams(request?.body))).toEqual({
      grant_type: 'client_credentials',
      client_id: 'key-SECRET-1',
      client_secret: 'sec"ret+SECRET-2/ü',
    });
    expect(world.asked).toEqual(['token', 'get_generation', 'get_generation']);
  });

  test('calls that start together share one token request', async () => {
    await using world = await setupPending();

    await Promise.all(Array.from({ length: 20 }, () => world.client.getGeneration('g1')));

    expect(await world.getty.requests(ROUTES.token, 1)).toHaveLength(1);
  });

  test('warmUp fetches the token ahead of the first call', async () => {
    await using world = await setupPending();

    await world.client.warmUp();

    expect(world.asked).toEqual(['token']);
    await world.client.getGeneration('g1');
    expect(world.asked).toEqual(['token', 'get_generation']);
  });

  test.each([
    ['a number', 1800, 25],
    ['a string', '1800', 25],
    ['missing', undefined, 25],
    ['unreadable', 'soon', 25],
    ['short', 480, 4],
  ])('with expires_in %s it is renewed early, while the old one still serves', async (_name, expiresIn, renewedAfterMinutes) => {
    await using world = await setupPending();
    world.getty.reply(ROUTES.token, json(200, { access_token: 'old', expires_in: expiresIn }), token('new', 1800));
    await world.client.getGeneration('g1');

    world.clock.at += renewedAfterMinutes * MINUTE_MS - 1;
    await world.client.getGeneration('g1');
    expect(world.asked.filter((call) => call === 'token')).toHaveLength(1);

    world.clock.at += 1;
    await world.client.getGeneration('g1');
    await waitForRecord(world, 'token', 2);
    await world.client.getGeneration('g1');

    expect(await world.tokensUsed(4)).toEqual(['Bearer old', 'Bearer old', 'Bearer old', 'Bearer new']);
  });

  test('an early renewal that fails is tried again after a pause, and matters only when the old token has expired', async () => {
    await using world = await setupPending();
    world.getty.reply(ROUTES.token, token('old', 1800), empty(503));
    await world.client.getGeneration('g1');

    world.clock.at += 26 * MINUTE_MS;
    await world.client.getGeneration('g1');
    await waitForRecord(world, 'token', 2);
    await world.client.getGeneration('g1');
    expect(world.asked.filter((call) => call === 'token')).toHaveLength(2);

    world.clock.at += 15_000;
    await world.client.getGeneration('g1');
    await waitForRecord(world, 'token', 3);

    world.clock.at += 4 * MINUTE_MS;
    expect(await failure(world.client.getGeneration('g1'))).toMatchObject({ name: 'RetryableError', call: 'token', status: 503 });
  });

  test('a refused token is replaced and the call sent once more', async () => {
    await using world = await setupPending();
    world.getty.reply(ROUTES.generate, empty(401), json(202, { generation_request_id: 'g1' }));

    expect(await CALLS.generate(world.client)).toMatchObject({ generationRequestId: 'g1' });

    const sent = await world.getty.requests(ROUTES.generate, 2);
    expect(sent.map((request) => request.headers.authorization)).toEqual(['Bearer token-1', 'Bearer token-2']);
    expect(world.asked).toEqual(['token', 'generate', 'token', 'generate']);
    expect(world.records.map((record) => record.outcome)).toEqual(['ok', 'AuthError', 'ok', 'ok']);
  });

  test('a fresh token refused as well is an AuthError, without a third try', async () => {
    await using world = await setupPending();
    world.getty.reply(ROUTES.generate, json(401, { ErrorCode: 'InvalidApiKey' }));

    const error = await failure(CALLS.generate(world.client));

    expect(error).toBeInstanceOf(AuthError);
    expect(error).toMatchObject({ call: 'generate', status: 401, code: 'InvalidApiKey' });
    expect(await world.getty.requests(ROUTES.generate, 2)).toHaveLength(2);
  });

  test('a burst of 401s on one old token causes one renewal, even if the endpoint issues the same token again', async () => {
    await using world = await setupPending();
    world.getty.reply(ROUTES.token, token('same', 1800));
    const refuse: (() => void)[] = [];
    const hold: Reply = (response) => void refuse.push(() => response.writeHead(401).end());
    world.getty.reply(ROUTES.getGeneration, ...Array.from({ length: 10 }, () => hold), empty(202));

    const calls = Array.from({ length: 10 }, () => world.client.getGeneration('g1'));
    await world.getty.requests(ROUTES.getGeneration, 10);
    // Nine are refused together, and the last one long after the renewal.
    for (const refuseOne of refuse.slice(1)) refuseOne();
    await world.getty.requests(ROUTES.getGeneration, 19);
    refuse[0]?.();
    await Promise.all(calls);

    expect(await world.getty.requests(ROUTES.token, 2)).toHaveLength(2);
    expect(await world.getty.requests(ROUTES.getGeneration, 20)).toHaveLength(20);
  });

  test('a refresh token is used where given, and a rotated one from then on', async () => {
    await using world = await setupPending({ refreshToken: 'refresh-1' });
    world.getty.reply(ROUTES.token, json(200, { access_token: 'a', expires_in: 60, refresh_token: 'refresh-2' }), token('b', 1800));

    await world.client.getGeneration('g1');
    world.clock.at += MINUTE_MS;
    await world.client.getGeneration('g1');

    const forms = (await world.getty.requests(ROUTES.token, 2)).map((request) => Object.fromEntries(new URLSearchParams(request.body)));
    expect(forms).toMatchObject([
      { grant_type: 'refresh_token', refresh_token: 'refresh-1', client_id: 'key-SECRET-1' },
      { grant_type: 'refresh_token', refresh_token: 'refresh-2' },
    ]);
  });

  test.each<[string, Reply, object]>([
    ['5xx', empty(502), { name: 'RetryableError', status: 502 }],
    ['hanging', hang, { name: 'RetryableError', status: undefined }],
    ['not JSON', text(200, 'token-in-plain-text'), { name: 'RetryableError', body: undefined }],
    ['4xx', json(400, { error: 'invalid_client' }), { name: 'AuthError', status: 400, code: 'invalid_client' }],
    ['a redirect', empty(302, { location: '/login' }), { name: 'AuthError', status: 302 }],
    ['throttled', empty(429, { 'retry-after': '2' }), { name: 'ThrottledError', limit: 'queries', retryAfterMs: 2000 }],
  ])('when the token endpoint is %s, the error of the paid call names the token, and nothing is sent', async (_name, reply, expected) => {
    await using world = await setupPending({ readTimeoutMs: 1000 });
    world.getty.reply(ROUTES.token, reply);

    const error = await failure(CALLS.generate(world.client));

    expect(error).toMatchObject({ call: 'token', ...expected });
    expect([RetryableError, AuthError, ThrottledError].some((kind) => error instanceof kind)).toBe(true);
    expect(world.getty.received.map((request) => request.path)).toEqual(['/oauth2/token']);
  });
});

/** Resolves when the client has finished `count` requests of the kind: the server sees them a moment earlier. */
async function waitForRecord({ records }: { records: { kind: string }[] }, kind: string, count: number): Promise<void> {
  while (records.filter((record) => record.kind === kind).length < count) await new Promise(setImmediate);
}

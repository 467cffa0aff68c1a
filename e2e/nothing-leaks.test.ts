import { expect, test } from '@jest/globals';
import {
  findSecrets,
  ownRedis,
  startProcess,
  waitFor,
  type AppProcess,
  type Output,
  type ReceivedWebhook,
  type Secret,
  type WebhookAnswer,
} from '@darkroom/testkit';

import { ECHO, hostileGetty } from './leaks/hostile-getty.ts';
import { crashOf, lockedOut, refusalOf } from './leaks/last-words.ts';
import { read, readDashboard, readEveryGet, type Things } from './leaks/read-outputs.ts';
import { watchRedis } from './leaks/redis-traces.ts';
import { spellings } from './leaks/spellings.ts';
import { API_KEY, ENCRYPTION_KEY, startSystem, WEBHOOK_SECRET, type System } from './system.ts';

/**
 * G6: no secret in any output: logs at the most detailed level, errors, metrics, pages, last words of a process, and all that Redis is sent, holds
 * and writes to disk. Getty and the receivers are hostile: they repeat what they were sent, in every spelling.
 */

const USER = 'ansel';
const OPERATOR_KEY = 'leak-operator-key-4710';
const PASSWORD = 'leak-pass/word+4711';
const SETTINGS = {
  GETTY_API_KEY: 'leak-getty-key+/4712',
  GETTY_API_SECRET: 'leak-getty-secret"&4713',
  GETTY_REFRESH_TOKEN: 'leak-refresh-token-4714',
  DASHBOARD_PASSWORD: PASSWORD,
  WEBHOOK_SECRET,
};
const WRONG_KEY = 'leak-wrong-key-4715';
const WRONG_PASSWORD = 'leak-wrong-password-4716';
const REDIS_PASSWORD = 'leak-redis-password-4717';
const WRONG_REDIS_PASSWORD = 'leak-wrong-redis-password-4719';
/** Receivers put their own tokens into the URL. The URL is in the job: only the tenant and the dashboard may see it. */
const IN_WEBHOOK_URL = 'leak-webhook-token-4718';
/** No secret: it must be found, or a leak would not be. */
const CANARY = 'canary-of-this-test-4720';

test('no key, token, secret, signature or password is in any output, in any spelling', async () => {
  await using getty = await hostileGetty(SETTINGS.GETTY_REFRESH_TOKEN);
  await using redis = await ownRedis();
  await using watched = await watchRedis(redis, REDIS_PASSWORD);
  const all = {
    ...SETTINGS,
    LOG_LEVEL: 'trace',
    DASHBOARD_USER: USER,
    GETTY_API_URL: getty.url,
    GETTY_AUTH_URL: `${getty.url}/oauth2/token`,
  };
  await using system = await startSystem({
    redisUrl: watched.url,
    all,
    api: { DARKROOM_ADMIN_KEY: OPERATOR_KEY },
    answer: repeatAll(),
  });
  const own = { ...all, REDIS_URL: watched.url, REDIS_PREFIX: system.redis.prefix };
  await using dashboard = await startProcess('dashboard', own);
  getty.standBefore(system.simulator.url);
  const { api, notifier, workers } = system.processes;
  const processes: AppProcess[] = [api, notifier, dashboard, ...workers];

  const made = await makeSecrets(system);
  const things = await makeThings(system);
  await waitFor(() => system.receiver.received.some(({ taken, verified }) => taken && !verified), { what: 'the endpoint to hear' });
  const session = await logIn(dashboard);
  const outputs: Output[] = [
    ...(await readEveryGet(api, `Bearer ${API_KEY}`, things)),
    ...(await readEveryGet(api, `Bearer ${OPERATOR_KEY}`, things)),
    ...(await readErrors(system, made.keys)),
    ...(await readDashboard(dashboard, session, things['jobs']!['ids']!.split(' '))),
    ...(await Promise.all(processes.map(({ url }) => read(`${url}/metrics`)))),
    ...(await watched.outputs()),
    ...(await lastWords(own)),
  ];
  await redis.kill();
  outputs.push(await read(`${api.url}/v1/jobs`, { headers: { authorization: `Bearer ${API_KEY}` } }));
  await Promise.all(processes.map((process) => process.waitForLog('redis.error')));
  await Promise.all(processes.map((process) => process.stop()));
  const logs = processes.map(({ lines }, index) => ({ where: `log ${index}`, text: lines.join('\n') }));

  const signatures = system.receiver.received.flatMap(({ signature }) => signature.split(' ').map((each) => each.replace('v1,', '')));
  const secrets = [
    ...Object.entries({ ...SETTINGS, API_KEY, OPERATOR_KEY, WRONG_KEY, WRONG_PASSWORD, REDIS_PASSWORD, WRONG_REDIS_PASSWORD })
      .filter(([name]) => name !== 'WEBHOOK_SECRET')
      .map(([name, text]): Secret => ({ name, text })),
    ...[WEBHOOK_SECRET, ENCRYPTION_KEY, ...made.webhookSecrets].map((text, n): Secret => bytesOf(`webhook secret ${n}`, text)),
    ...made.keys.map((text, n): Secret => ({ name: `key ${n}`, text })),
    ...getty.issued.map((text, n): Secret => ({ name: `token ${n}`, text })),
    ...signatures.map((text, n): Secret => bytesOf(`signature ${n}`, text)),
    { name: 'session', text: session.split('=').at(-1)! },
  ];
  expect([made.webhookSecrets.length, made.keys.length, getty.issued.length > 0, signatures.length >= 4]).toEqual([4, 2, true, true]);
  expect(findSecrets(secrets, [...outputs, ...logs])).toEqual([]);

  const inUrl = [{ name: 'token in a URL', text: IN_WEBHOOK_URL }];
  expect(findSecrets(inUrl, [...logs, ...outputs.filter(({ where }) => /metrics|audit/.test(where))])).toEqual([]);
  const canary = findSecrets([{ name: 'canary', text: CANARY }], [...outputs, ...logs]);
  for (const place of [
    '/v1/jobs',
    'MONITOR',
    'Redis: {e2e}:spec',
    '.aof',
    '.rdb',
    `${dashboard.url}/data/jobs/`,
    'crash of api',
    'log 0',
  ]) {
    expect([place, canary.some((found) => found.includes(place))]).toEqual([place, true]);
  }
});

/** A secret that is base64, perhaps with the prefix of webhook secrets. */
function bytesOf(name: string, text: string): Secret {
  return { name, text: text.replace('whsec_', ''), base64: true };
}

type Made = { keys: string[]; webhookSecrets: string[] };

/** Keys of two tenants; secrets of an endpoint and of the other tenant, each replaced once. */
async function makeSecrets(system: System): Promise<Made> {
  const key = async (tenant: string) => {
    const body = { name: 'leaky', scopes: ['read', 'submit', 'manage', 'webhooks', 'admin'] };
    const headers = { authorization: `Bearer ${OPERATOR_KEY}`, 'darkroom-tenant': tenant, 'content-type': 'application/json' };
    const created = await fetch(`${system.processes.api.url}/v1/keys`, { method: 'POST', headers, body: JSON.stringify(body) });
    return field(created, 'key');
  };
  const keys = [await key('acme'), await key('other')];
  const other = { apiKey: keys[1]! };
  const url = `${system.receiver.url}/endpoint?token=${IN_WEBHOOK_URL}`;
  const created = (await (await system.call('/v1/endpoints', { body: { url, events: null } })).json()) as { id: string; secret: string };
  const webhookSecrets = [
    created.secret,
    await field(await system.call(`/v1/endpoints/${created.id}/rotate`, { body: { overlap: '1h' } }), 'secret'),
    await field(await system.call('/v1/webhook-secret', other), 'secret'),
    await field(await system.call('/v1/webhook-secret/rotate', { ...other, body: { overlap: '1h' } }), 'secret'),
  ];
  return { keys, webhookSecrets };
}

async function field(response: Response, name: string): Promise<string> {
  const body = (await response.json()) as Record<string, string>;
  if (!body[name]) throw new Error(`${response.url} answered ${response.status} without ${name}: ${JSON.stringify(body)}`);
  return body[name];
}

/** A generation with a download, one that Getty refuses, a batch, and one of all that the API shows. `jobs.ids`: all jobs. */
async function makeThings(system: System): Promise<Things> {
  const webhook = { url: `${system.receiver.url}?token=${IN_WEBHOOK_URL}` };
  const { id } = await system.submit({ prompt: `a fox ${CANARY}`, download: { size_name: '4k', images: [0] }, webhook }, 'leak-key');
  const { id: refused } = await system.submit({ prompt: `a fox ${ECHO}`, webhook });
  const { id: failed } = await system.submit({ prompt: 'a fox [sim:status=401 times=1] [sim:poll status=403-products]', webhook });
  const batch = await field(await system.call('/v1/batches', { body: { jobs: [{ type: 'generation', prompt: 'a fox' }] } }), 'id');
  const { downloads, getty } = await system.ended(id);
  const ids = [id, refused, failed, ...downloads];
  for (const job of ids) await system.ended(job);
  const announced = () => new Set(system.receiver.received.filter(({ taken }) => taken).map(({ body }) => body.data.id));
  await waitFor(() => ids.every((job) => announced().has(job)), { what: 'all ends to be announced' });
  const { data } = (await (await system.call('/v1/deliveries')).json()) as {
    data: { id: string; event_id: string; endpoint_id: string | null }[];
  };
  const toEndpoint = data.find((delivery) => delivery.endpoint_id !== null)!;
  const keys = (await (await system.call('/v1/keys')).json()) as { data: { id: string }[] };
  await field(await system.call('/v1/budgets/leaky', { method: 'PUT', body: { unit: 'generations', limit: '1000', period: 'day' } }), 'id');
  const now = Date.now();
  const reconciliation = await system.call('/v1/reconciliations', {
    body: { from: new Date(now - 3_600_000).toISOString(), to: new Date(now).toISOString() },
  });
  const file = { url: 'https://example.com/product.jpg', rights_claimed: true, category: 'CustomerProduct' };
  return {
    generations: { generation_request_id: getty.generation_request_id!, index: '0' },
    jobs: { id, index: '0', ids: ids.join(' ') },
    batches: { id: batch },
    events: { id: toEndpoint.event_id },
    endpoints: { id: toEndpoint.endpoint_id! },
    deliveries: { id: toEndpoint.id },
    keys: { id: keys.data[0]!.id },
    reconciliations: { id: await field(reconciliation, 'id') },
    budgets: { id: 'leaky' },
    files: { id: await field(await system.call('/v1/files', { body: file }), 'id') },
  };
}

/** The API's answers to wrong requests. Callers put keys where they do not belong. */
async function readErrors({ processes }: System, keys: string[]): Promise<Output[]> {
  const { url } = processes.api;
  const authorization = `Bearer ${API_KEY}`;
  const json = { authorization, 'content-type': 'application/json' };
  const post = (path: string, body: string) => read(`${url}${path}`, { method: 'POST', headers: json, body });
  return [
    await read(`${url}/v1/jobs`, { headers: { authorization: `Bearer ${WRONG_KEY}` } }),
    await read(`${url}/v1/jobs`, { headers: { authorization: `Basic ${Buffer.from(`acme:${WRONG_KEY}`).toString('base64')}` } }),
    await read(`${url}/v1/jobs`, { headers: { authorization, 'x-request-id': CANARY } }),
    await post('/v1/generations', '{"prompt":'),
    await post('/v1/generations', '{"colour":"red"}'),
    await post('/v1/endpoints', '{"url":"ftp://x","secret":"whsec_x"}'),
    await read(`${url}/v1/generations`, { method: 'POST', headers: { authorization }, body: 'prompt=a+fox' }),
    await read(`${url}/readyz`),
    // What follows has keys in the wrong place. Only the address that was sent may have them.
    ...(await Promise.all(
      [
        read(`${url}/nowhere?key=${API_KEY}`, { headers: { authorization } }),
        read(`${url}/v1/jobs/${API_KEY}`, { headers: { authorization } }),
        read(`${url}/v1/jobs`, { headers: { authorization, 'x-request-id': API_KEY } }),
        ...keys.map((key) => read(`${url}/v1/keys/${key}`, { headers: { authorization } })),
      ].map(async (reading, n) => ({ ...(await reading), where: `key in the wrong place ${n}` })),
    )),
  ];
}

/** What processes write that die, cannot start, or cannot log in to Redis. */
async function lastWords(own: Record<string, string>): Promise<Output[]> {
  const apiSettings = {
    ...own,
    DARKROOM_API_KEYS: `acme:${API_KEY}`,
    DARKROOM_ADMIN_KEY: OPERATOR_KEY,
    DARKROOM_ENCRYPTION_KEY: ENCRYPTION_KEY,
  };
  const quoted = [API_KEY, OPERATOR_KEY, ENCRYPTION_KEY, REDIS_PASSWORD, ...Object.values(SETTINGS)].flatMap(spellings);
  const locked = { ...apiSettings, REDIS_URL: own['REDIS_URL']!.replace(REDIS_PASSWORD, WRONG_REDIS_PASSWORD) };
  const words = [
    crashOf('api', apiSettings, [...quoted, CANARY]),
    lockedOut('api', locked),
    lockedOut('worker', { ...own, REDIS_URL: locked.REDIS_URL }),
    refusalOf('api', { ...apiSettings, WEBHOOK_SECRET: PASSWORD, DARKROOM_ENCRYPTION_KEY: PASSWORD, DARKROOM_API_KEYS: WRONG_KEY }),
    refusalOf('dashboard', { ...own, REDIS_URL: `http://:${REDIS_PASSWORD}@127.0.0.1` }),
  ];
  await Promise.allSettled(words); // one that fails must not leave the others behind
  return Promise.all(words);
}

/** Wrong, then right. Returns the cookie as a browser sends it back. */
async function logIn({ url }: AppProcess): Promise<string> {
  const attempt = (password: string) =>
    fetch(`${url}/login`, { method: 'POST', body: new URLSearchParams({ user: USER, password }), redirect: 'manual' });
  expect((await attempt(WRONG_PASSWORD)).status).toBe(401);
  return (await attempt(PASSWORD)).headers.get('set-cookie')!.split(';')[0]!;
}

/** A receiver that repeats all headers, and the signature in every spelling, and is away at the first try of each event. */
function repeatAll(): (webhook: ReceivedWebhook) => WebhookAnswer {
  const seen = new Set<string>();
  return ({ id, headers, signature }) => {
    const isFirst = !seen.has(id);
    seen.add(id);
    const words = signature.split(' ').flatMap((each) => [each, each.replace('v1,', '')]);
    const body = JSON.stringify({ spelled: words.flatMap(spellings), headers });
    return { status: isFirst ? 500 : 200, headers: { 'x-echo': signature }, body };
  };
}

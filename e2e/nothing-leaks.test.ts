import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

import { expect, test } from '@jest/globals';
import { ownRedis, redisContents, startProcess, waitFor, type AppProcess } from '@darkroom/testkit';

import { API_KEY, ENCRYPTION_KEY, startSystem, WEBHOOK_SECRET, type System } from './system.ts';

/** G6: no secret in any output: logs at the most detailed level, metrics, errors, pages, and everything in Redis. */

const USER = 'ansel';
const PASSWORD = 'leak-password-4711';
const SECRETS = {
  GETTY_API_KEY: 'leak-getty-key-4712',
  GETTY_API_SECRET: 'leak-getty-secret-4713',
  GETTY_REFRESH_TOKEN: 'leak-refresh-token-4714',
  DASHBOARD_PASSWORD: PASSWORD,
  WEBHOOK_SECRET,
};
const WRONG_KEY = 'leak-wrong-key-4715';
const WRONG_PASSWORD = 'leak-wrong-password-4716';
const REDIS_PASSWORD = 'leak-redis-password-4717';
/** Receivers put their own tokens into the URL. The URL is in the job: only the tenant and the dashboard may see it. */
const IN_WEBHOOK_URL = 'leak-webhook-token-4718';

/** Something that came out of Darkroom. */
type Output = { where: string; text: string };

test('no key, token, secret, signature or password is in a log, an error, a metric, a page or in Redis', async () => {
  await using tokens = await watchedTokenEndpoint();
  await using redis = await ownRedis();
  // Without a password of its own, Redis takes any.
  const redisUrl = redis.url.replace('redis://', `redis://default:${REDIS_PASSWORD}@`);
  const all = { ...SECRETS, LOG_LEVEL: 'trace', DASHBOARD_USER: USER, GETTY_AUTH_URL: tokens.url };
  await using system = await startSystem({ redisUrl, all, answer: failFirst() });
  await using dashboard = await startProcess('dashboard', { ...all, REDIS_URL: redisUrl, REDIS_PREFIX: system.redis.prefix });
  tokens.forwardTo(`${system.simulator.url}/oauth2/token`);
  const { api, notifier, workers } = system.processes;
  const processes: AppProcess[] = [api, notifier, dashboard, ...workers];

  const endpoint = await makeEndpoint(system);
  const jobs = await runJobs(system);
  await waitFor(() => system.receiver.received.some(({ taken, verified }) => taken && !verified), { what: 'the endpoint to hear' });
  const session = await logIn(dashboard);
  const outputs: Output[] = [
    ...(await readErrors(system)),
    ...(await readEndpoint(system, endpoint.id)),
    ...(await readPages(dashboard, session, jobs)),
    ...(await Promise.all(processes.map(({ url }) => read(`${url}/metrics`)))),
  ];
  const stored = (await redisContents(redis)).map(({ key, texts }) => ({ where: key, text: [key, ...texts].join('\n') }));
  await redis.kill();
  outputs.push(await read(`${api.url}/v1/jobs`, { headers: { authorization: `Bearer ${API_KEY}` } }));
  await Promise.all(processes.map((process) => process.waitForLog('redis.error')));
  await Promise.all(processes.map((process) => process.stop()));
  const logs = processes.map(({ lines }, index) => ({ where: `log ${index}`, text: lines.join('\n') }));

  const signatures = system.receiver.received.flatMap(({ signature }) => signature.split(' ').map((each) => each.replace('v1,', '')));
  expect({ tokens: tokens.issued.length > 0, signatures: signatures.length >= 4, stored: stored.length > 20 }).toEqual({
    tokens: true,
    signatures: true,
    stored: true,
  });
  const secrets = [
    ...Object.values(SECRETS).flatMap(spellings),
    ...[...endpoint.secrets, ENCRYPTION_KEY].flatMap((secret) => secretSpellings(secret.replace('whsec_', ''))),
    ...[API_KEY, WRONG_KEY, WRONG_PASSWORD, REDIS_PASSWORD, WEBHOOK_SECRET.replace('whsec_', '')].flatMap(spellings),
    Buffer.from(`${USER}:${PASSWORD}`).toString('base64'),
    session,
    ...tokens.issued,
    ...signatures,
  ];
  expect(find(secrets, [...outputs, ...stored, ...logs])).toEqual([]);
  expect(find([IN_WEBHOOK_URL], [...logs, ...outputs.filter(({ where }) => where.endsWith('/metrics'))])).toEqual([]);
}, 120_000);

/** A generation with a download, and one that Getty refuses. Their webhook URL contains a token. */
async function runJobs(system: System): Promise<string[]> {
  const webhook = { url: `${system.receiver.url}?token=${IN_WEBHOOK_URL}` };
  const { id } = await system.submit({ prompt: 'a fox', download: { size_name: '4k', images: [0] }, webhook }, 'leak-key');
  const { id: refused } = await system.submit({ prompt: 'a fox [sim:status=401 times=1] [sim:poll status=403-products]', webhook });
  const { downloads } = await system.ended(id);
  const ids = [id, refused, ...downloads];
  for (const job of ids) await system.ended(job);
  const announced = () => new Set(system.receiver.received.filter(({ taken }) => taken).map(({ body }) => body.data.id));
  await waitFor(() => ids.every((job) => announced().has(job)), { what: 'all ends to be announced', timeoutMs: 30_000 });
  return ids;
}

/** A standing endpoint whose secret was replaced, so that two of them sign. */
async function makeEndpoint(system: System): Promise<{ id: string; secrets: string[] }> {
  const created = await system.call('/v1/endpoints', {
    body: { url: `${system.receiver.url}/endpoint?token=${IN_WEBHOOK_URL}`, events: null },
  });
  const { id, secret } = (await created.json()) as { id: string; secret: string };
  const rotated = await system.call(`/v1/endpoints/${id}/rotate`, { body: { overlap: '1h' } });
  return { id, secrets: [secret, ((await rotated.json()) as { secret: string }).secret] };
}

/** The API's answers about an endpoint and its deliveries, also to wrong requests. */
async function readEndpoint({ processes }: System, id: string): Promise<Output[]> {
  const { url } = processes.api;
  const headers = { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json' };
  const paths = ['endpoints', `endpoints/${id}`, 'deliveries', `deliveries?endpoint_id=${id}`, 'events'];
  return [
    ...(await Promise.all(paths.map((path) => read(`${url}/v1/${path}`, { headers: { ...headers, accept: 'application/json' } })))),
    await read(`${url}/v1/endpoints/${id}/test`, { method: 'POST', headers }),
    await read(`${url}/v1/endpoints/${id}`, { method: 'PATCH', headers, body: '{"secret":"whsec_x"}' }),
  ];
}

/** The API's answers to wrong requests. */
async function readErrors(system: System): Promise<Output[]> {
  const { url } = system.processes.api;
  const authorization = `Bearer ${API_KEY}`;
  const json = { authorization, 'content-type': 'application/json' };
  return [
    await read(`${url}/v1/jobs`, { headers: { authorization: `Bearer ${WRONG_KEY}` } }),
    await read(`${url}/v1/jobs`, { headers: { authorization: `Basic ${Buffer.from(`acme:${WRONG_KEY}`).toString('base64')}` } }),
    await read(`${url}/nowhere?key=${API_KEY}`, { headers: { authorization } }),
    await read(`${url}/v1/generations`, { method: 'POST', headers: json, body: '{"prompt":' }),
    await read(`${url}/v1/generations`, { method: 'POST', headers: json, body: '{"colour":"red"}' }),
    await read(`${url}/v1/generations`, { method: 'POST', headers: { authorization }, body: 'prompt=a+fox' }),
    await read(`${url}/readyz`),
  ];
}

/** Every kind of page of the dashboard, with and without a login. */
async function readPages(dashboard: AppProcess, session: string, jobs: string[]): Promise<Output[]> {
  const queues = ['generation', 'download', 'delivery'].map((queue) => `/queues/api/queues?activeQueue=${queue}&status=latest`);
  const paths = ['/', '/login', '/nowhere', '/queues', ...queues, ...jobs.map((id) => `/jobs/${id}`)];
  const outputs: Output[] = [await read(`${dashboard.url}/`)];
  for (const accept of ['text/html', 'application/json']) {
    for (const path of paths) outputs.push(await read(`${dashboard.url}${path}`, { headers: { accept, cookie: session } }));
  }
  const live = await fetch(`${dashboard.url}/live`, { headers: { cookie: session } });
  const reader = live.body!.getReader();
  const first = await reader.read();
  await reader.cancel();
  return [...outputs, { where: '/live', text: Buffer.from(first.value ?? []).toString() }];
}

/** Wrong, then right. Returns the cookie as a browser sends it back. */
async function logIn({ url }: AppProcess): Promise<string> {
  const attempt = (password: string) =>
    fetch(`${url}/login`, { method: 'POST', body: new URLSearchParams({ user: USER, password }), redirect: 'manual' });
  expect((await attempt(WRONG_PASSWORD)).status).toBe(401);
  return (await attempt(PASSWORD)).headers.get('set-cookie')!.split(';')[0]!;
}

async function read(url: string, init: RequestInit = {}): Promise<Output> {
  const response = await fetch(url, { ...init, redirect: 'manual' });
  return { where: url, text: await response.text() };
}

/** A receiver that is away at the first try of each event. */
function failFirst() {
  const seen = new Set<string>();
  return ({ id }: { id: string }) => {
    if (seen.has(id)) return {};
    seen.add(id);
    return { status: 500 };
  };
}

/** The secrets that are in an output, and where. */
function find(secrets: string[], outputs: Output[]): string[] {
  return outputs.flatMap((output) =>
    secrets.filter((secret) => output.text.includes(secret)).map((secret) => `${secret} in ${output.where}`),
  );
}

function spellings(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [...new Set([secret, encodeURIComponent(secret), bytes.toString('base64'), bytes.toString('base64url'), bytes.toString('hex')])];
}

/** A secret that is base64 already, in every other way to write its bytes. */
function secretSpellings(base64: string): string[] {
  const bytes = Buffer.from(base64, 'base64');
  return [...spellings(base64), bytes.toString('base64url'), bytes.toString('hex')];
}

/** Getty's token endpoint, which remembers what it handed out. It refuses the first request, with an error that quotes what it was sent. */
async function watchedTokenEndpoint() {
  const issued: string[] = [];
  let target: string | undefined;
  let refused = false;
  const server = createServer((request, response) => {
    void (async () => {
      const body = await text(request);
      if (!target || !refused) {
        refused = true;
        response.writeHead(400, { 'content-type': 'application/json' });
        return response.end(JSON.stringify({ error: 'invalid_request', error_description: `cannot read ${body}` }));
      }
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      const granted = (await (await fetch(target, { method: 'POST', headers, body })).json()) as { access_token: string };
      issued.push(granted.access_token);
      response.writeHead(200, { 'content-type': 'application/json' });
      return response.end(JSON.stringify({ ...granted, refresh_token: SECRETS.GETTY_REFRESH_TOKEN }));
    })();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/oauth2/token`,
    issued,
    forwardTo: (url: string) => {
      target = url;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

import type { AppProcess, Output } from '@darkroom/testkit';

/** One of everything that a path of the API names, such as `id` of `/v1/jobs/{id}`: area → parameters. */
export type Things = Record<string, Record<string, string>>;

/** The calls that show a secret to its owner: that is what they are for. */
const SHOWS_SECRET = new Set(['/v1/webhook-secret']);
/** Answers without an end. */
const ENDLESS = /events$/;

export async function read(url: string, init: RequestInit = {}): Promise<Output> {
  const response = await fetch(url, { ...init, redirect: 'manual' });
  const headers = [...response.headers].map(([name, value]) => `${name}: ${value}`).join('\n');
  return { where: `${init.method ?? 'GET'} ${url}`, text: `${headers}\n${await response.text()}` };
}

/** The answer to every GET of the API, as its description lists them. @throws Error for a path without its things */
export async function readEveryGet({ url }: AppProcess, authorization: string, things: Things): Promise<Output[]> {
  const document = (await (await fetch(`${url}/openapi.json`)).json()) as { paths: Record<string, { get?: object }> };
  const paths = Object.keys(document.paths).filter((path) => document.paths[path]!.get && !SHOWS_SECRET.has(path));
  const outputs: Output[] = [];
  for (const path of paths) {
    for (const accept of ENDLESS.test(path) ? ['application/json'] : ['application/json', 'text/csv']) {
      outputs.push(await read(`${url}${fill(path, things)}`, { headers: { authorization, accept } }));
    }
  }
  return [...outputs, await read(`${url}/docs`)];
}

function fill(path: string, things: Things): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const [, , area = ''] = path.split('/');
    const value = things[area]?.[name];
    if (value === undefined) throw new Error(`Which ${name} has ${path}? Add it to the things of e2e/nothing-leaks.test.ts`);
    return encodeURIComponent(value);
  });
}

const PAGES = [
  '/jobs',
  '/gallery',
  '/held',
  '/batches',
  '/webhooks',
  '/usage',
  '/usage/budgets',
  '/system',
  '/system/keys',
  '/system/people',
  '/account',
];
/** What pages ask for, the API's own calls among it. */
const DATA = [
  ...['history', 'jobs', 'held', 'usage', 'gallery', 'budgets', 'endpoints', 'deliveries', 'system', 'people', 'account'].map(
    (name) => `/data/${name}`,
  ),
  ...['jobs', 'endpoints', 'deliveries', 'keys', 'audit', 'budgets', 'batches', 'reconciliations'].map((name) => `/v1/${name}`),
];

/** Every kind of page and data of the dashboard, with and without a login. */
export async function readDashboard({ url }: AppProcess, session: string, jobs: string[]): Promise<Output[]> {
  const queues = ['generation', 'download', 'delivery'].flatMap((queue) => [
    `/queues/queue/${queue}`,
    `/queues/api/queues?activeQueue=${queue}&status=latest&page=1&jobsPerPage=100`,
    ...jobs.flatMap((id) => [`/queues/api/queues/${queue}/${id}.1`, `/queues/api/queues/${queue}/${id}.1/logs`]),
  ]);
  const own = jobs.flatMap((id) => [`/jobs/${id}`, `/data/jobs/${id}`]);
  const paths = ['/', '/login', '/login/session', '/nowhere', '/queues', ...PAGES, ...DATA, ...queues, ...own];
  const outputs: Output[] = [await read(`${url}/`)];
  for (const accept of ['text/html', 'application/json']) {
    for (const path of paths) outputs.push(await read(`${url}${path}`, { headers: { accept, cookie: session } }));
  }
  const live = await fetch(`${url}/live`, { headers: { cookie: session } });
  const reader = live.body!.getReader();
  const { value } = await reader.read();
  await reader.cancel();
  return [...outputs, { where: '/live', text: Buffer.from(value ?? []).toString() }];
}

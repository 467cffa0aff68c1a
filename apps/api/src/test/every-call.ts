import type { JobId } from '@darkroom/contracts';

import { OPERATIONS } from '../openapi/operations.ts';
import type { Operation } from '../openapi/operation.ts';
import { ROUTES } from '../routes.ts';
import { succeeded, type Answered, type World } from './world.ts';

const AN_HOUR_MS = 3_600_000;

/** A call of the API as the table of routes and its description have it. */
export type Call = { method: string; path: string; operation: Operation };

/** Every call that there is. */
export function everyCall(): Call[] {
  return Object.entries(ROUTES).flatMap(([path, methods]) =>
    Object.keys(methods).map((name) => {
      const method = name.toUpperCase();
      const operation = (OPERATIONS as Record<string, Operation | undefined>)[`${method} ${path}`];
      if (!operation) throw new Error(`${method} ${path} is not described: see openapi/operations`);
      return { method, path, operation };
    }),
  );
}

/** What a tenant has, by the name under which paths, queries and bodies ask for it. */
export type Things = Record<string, string>;

/** One of everything that a tenant can have. What a call names and is not here stops the test that walks over all calls. */
export async function makeThings(world: World, tenant: 'acme' | 'beta'): Promise<Things> {
  const gettyId = `generation-of-${tenant}`;
  const generation = await world.generation(succeeded(gettyId), {}, tenant);
  const make = async (path: string, body: object): Promise<string> => idOf(await world.call(path, { tenant, body }));
  const asset = `asset-of-${tenant}`;
  await world.downloaded(generation.id, asset, { tenant });
  const upload = `upl_${(tenant === 'acme' ? 'a' : 'b').repeat(32)}`;
  const expiresAt = Date.now() + 3_600_000;
  await world.store.uploads.add({ id: upload, tenant, url: 'https://example.com/mask.jpg', bytes: 7, sha256: 'ab', expiresAt });
  const batch = await make('/v1/batches', { jobs: [{ type: 'generation', prompt: `a fox of ${tenant}` }] });
  const budget = { unit: 'generations', limit: '1000', period: 'month' };
  await world.call('/v1/budgets/winter', { tenant, method: 'PUT', body: budget });
  const endpoint = await make('/v1/endpoints', { url: 'https://example.com/hook' });
  const file = `file-of-${tenant}`;
  const registered = {
    tenant,
    url: 'https://example.com/1.jpg',
    category: 'ImageReference',
    rightsClaimed: true,
    createdAt: Date.now(),
  } as const;
  await world.store.files.create({ id: file, ...registered });
  return {
    'generations/:generation_request_id': gettyId,
    generation_request_id: gettyId,
    'images/:index': '0',
    'jobs/:id': generation.id,
    generated_asset_id: asset,
    asset_id: asset,
    file_id: file,
    upload_id: upload,
    'jobs/:id/file': await download(world, gettyId, tenant),
    job_id: generation.id,
    parent_id: generation.id,
    source_job_id: generation.id,
    'files/:id': file,
    'batches/:id': batch,
    batch_id: batch,
    'budgets/:id': 'winter',
    'events/:id': await newestEvent(world, tenant),
    'endpoints/:id': endpoint,
    endpoint_id: endpoint,
    'keys/:id': await make('/v1/keys', { name: `of ${tenant}`, scopes: ['read'] }),
    'reconciliations/:id': await make('/v1/reconciliations', { from: '2026-11-01', to: '2026-11-20' }),
    'deliveries/:id': await make(`/v1/endpoints/${endpoint}/test`, {}),
  };
}

/** One that succeeded: its URL is valid. */
async function download(world: World, gettyId: string, tenant: 'acme' | 'beta'): Promise<string> {
  const body = { generation_request_id: gettyId, index: 0, size_name: '4k' };
  const id = idOf(await world.call('/v1/downloads', { tenant, body })) as JobId;
  const url_expires_at = new Date(Date.now() + AN_HOUR_MS).toISOString();
  const result = { url: 'https://files.test/0', generated_asset_id: null, size_name: '4k', url_expires_at };
  await world.settle(id, { status: 'succeeded', event: 'download.succeeded', result });
  return id;
}

/** The end of its generation. */
async function newestEvent(world: World, tenant: 'acme' | 'beta'): Promise<string> {
  const { json } = await world.call('/v1/events', { tenant, headers: { accept: 'application/json' } });
  return (json as { data: { id: string }[] }).data[0]!.id;
}

function idOf(answered: Answered): string {
  if (answered.status >= 300) throw new Error(`${answered.status}: ${answered.text}`);
  return (answered.json as { id: string }).id;
}

/** A path with the names in it filled in. @throws Error where it is not known what to put in */
export function fillPath(path: string, things: Things): string {
  const parts = path.split('/');
  const nameOf = (index: number) => {
    const name = `${parts[index - 1]}/${parts[index]}`;
    const more = `${name}/${parts[index + 1]}`;
    return more in things ? more : name;
  };
  return parts.map((part, index) => (part.startsWith(':') ? known(nameOf(index), things) : part)).join('/');
}

/** The same bodies as the description's examples, about these things and with times that are still to come. */
export function exampleBodies({ operation }: Call, things: Things): unknown[] {
  return Object.values(operation.body?.examples ?? {}).map(({ value }) => about(things, value));
}

function about(things: Things, value: unknown, name = ''): unknown {
  if (name === 'ids') return [known('job_id', things)];
  if (Array.isArray(value)) return value.map((inner) => about(things, inner));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([field, inner]) => [field, about(things, inner, field)]));
  }
  if (name === 'deadline' || name === 'run_at') return new Date(Date.now() + AN_HOUR_MS).toISOString();
  if (name === 'since') return new Date(Date.now() - AN_HOUR_MS).toISOString();
  return name.endsWith('_id') && typeof value === 'string' ? known(name, things) : value;
}

/** Getty's, and no tenant's own. */
const SHARED = new Set(['product_id']);

/** The parameters of a call's query that name a thing, filled in. */
export function queriesAbout({ operation }: Call, things: Things): string[] {
  const names = Object.keys(operation.query?.shape ?? {}).filter((name) => name.endsWith('_id') && !SHARED.has(name));
  return names.map((name) => `?${name}=${encodeURIComponent(known(name, things))}`);
}

function known(name: string, things: Things): string {
  const thing = things[name];
  if (thing === undefined) throw new Error(`Which ${name} does a tenant have? Say so in test/every-call.ts`);
  return thing;
}

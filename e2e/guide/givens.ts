import { randomUUID } from 'node:crypto';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { DownloadResult, Job } from '@darkroom/contracts';

import { API_KEY, type System } from '../system.ts';

/** The variables of the shell that a reader has by then. */
export type Givens = (given: string | null) => Promise<Record<string, string>>;

/** Makes what the guide's comments say is given, through the API. Without a comment it is a generation that has succeeded. */
export function createGivens(system: System): Givens {
  const post = async (path: string, body: object): Promise<{ id: string }> => {
    const response = await system.call(path, { body });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as { id: string };
  };
  const jobThat = async (status: Job['status'], prompt: string): Promise<Record<string, string>> => {
    const { id } = await system.submit({ prompt });
    await system.reaches(id, (job) => job.status === status, `to be ${status}`);
    return { ID: id };
  };
  const endpoint = async () => (await post('/v1/endpoints', { url: system.receiver.url })).id;
  const budget = async () => {
    const body = { unit: 'downloads.4k', limit: '1000', period: 'total', project_code: 'GIVEN' };
    const response = await system.call('/v1/budgets/given', { method: 'PUT', body });
    if (!response.ok) throw new Error(`/v1/budgets/given: ${response.status} ${await response.text()}`);
    return 'given';
  };
  const delivery = async () => {
    const id = await endpoint();
    return { ENDPOINT: id, DELIVERY: (await post(`/v1/endpoints/${id}/test`, {})).id };
  };
  const event = async () => {
    const page = (await (await system.call('/v1/events', { accept: 'application/json' })).json()) as { data: { id: string }[] };
    return { EVENT: page.data[0]!.id };
  };

  const file = { url: 'https://cdn.example.com/bottle.jpg', rights_claimed: true, category: 'CustomerProduct' };
  const succeeded = once(() => jobThat('succeeded', 'A red bicycle'));
  const made: Record<string, () => Promise<Record<string, string>>> = {
    'a job under way': () => jobThat('waiting', 'A red bicycle [sim:duration=1h]'),
    'a queued job': async () => ({
      ID: (await system.submit({ prompt: 'A red bicycle', run_at: new Date(Date.now() + 3_600_000).toISOString() })).id,
    }),
    'an ended job': () => jobThat('failed', 'A red bicycle [sim:status=400]'),
    'a failed job': () => jobThat('failed', 'A red bicycle [sim:status=400]'),
    'a held job': async () => {
      // Of its own prompt: while the call of another held job is looked up that could have made it, Getty's id may be that job's.
      const held = await jobThat('held', `A red bicycle, ${randomUUID()} [sim:status=503 when=after history_lag=1h]`);
      const taken = (await system.ledger()).generations.find(({ notes }) => notes?.includes(held['ID']!));
      return { ...held, FOUND: taken!.generation_request_id };
    },
    'a batch': async () => ({ BATCH: (await post('/v1/batches', { jobs: [{ type: 'generation', prompt: 'A red bicycle' }] })).id }),
    'a batch under way': async () => ({
      BATCH: (await post('/v1/batches', { jobs: [{ type: 'generation', prompt: 'A red bicycle [sim:duration=1h]' }] })).id,
    }),
    'a budget': async () => ({ BUDGET: await budget() }),
    'an endpoint': async () => ({ ENDPOINT: await endpoint() }),
    'a delivery': delivery,
    'a key': async () => ({ OLD_KEY: (await post('/v1/keys', { name: 'old', scopes: ['read'] })).id }),
    'an event': async () => (await succeeded(), event()),
    'a file': async () => ({ FILE: (await post('/v1/files', file)).id }),
    'a mask': async () => ({ MASK: await writeJpeg() }),
    'an upload': async () => ({ ...(await succeeded()), UPLOAD: await upload(system) }),
    'a downloaded file': async () => {
      const { ID } = await succeeded();
      const { id } = await post('/v1/downloads', { job_id: ID, index: 0, size_name: '1k' });
      const job = await system.reaches(id, ({ status }) => status === 'succeeded', 'to be downloaded');
      return { DOWNLOAD: id, ASSET: (job.result as DownloadResult).generated_asset_id! };
    },
  };

  return async (given) => {
    if (given === null) return succeeded();
    const make = made[given];
    if (!make) throw new Error(`docs/integrate.md: this test cannot make ${given}`);
    return make();
  };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}

/** A JPEG by its structure: a frame of 16 × 16, a scan, and the end. */
const JPEG = Buffer.from('ffd8ffe000104a46494600010100000100010000ffc0000b080010001001011100ffda0008010100003f005a5a5affd9', 'hex');

async function writeJpeg(): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'darkroom-guide-')), 'mask.jpg');
  await writeFile(path, JPEG);
  return path;
}

async function upload(system: System): Promise<string> {
  const headers = { authorization: `Bearer ${API_KEY}`, 'content-type': 'image/jpeg' };
  const response = await fetch(`${system.processes.api.url}/v1/uploads`, { method: 'POST', headers, body: JPEG });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return ((await response.json()) as { id: string }).id;
}

import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { promisify } from 'node:util';

import { generateClient } from '@darkroom/client-generator';
import { EndpointWithSecret, EventPage, Job, Problem, SubmittedBatch } from '@darkroom/contracts';
import { expect, test } from '@jest/globals';

import { KEYS, setup, succeeded } from '../test/world.ts';
import { createDocument } from './document.ts';

type Answered = { data?: unknown; error?: unknown; response: Response };
type Call = (options: object) => Promise<Answered>;
type Client = Record<string, Call> & { createClient: (config: object) => object };

/** A client that @hey-api/openapi-ts generates from the description, in a folder of its own. */
async function generatedClient() {
  const folder = await mkdtemp(`${tmpdir()}/darkroom-client-`);
  await generateClient(createDocument(), folder);
  const { createClient } = (await import(`${folder}/client/client/index.ts`)) as Client;
  return {
    folder,
    calls: (await import(`${folder}/client/index.ts`)) as Client,
    to: (port: number, key: string) => createClient({ baseUrl: `http://127.0.0.1:${port}`, auth: key }),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
}

// A client is made anew in each, and compiled in one: seconds of work, which a busy machine makes many.
test('a generated client compiles', async () => {
  await using client = await generatedClient();
  const options = { strict: true, module: 'nodenext', target: 'es2024', lib: ['es2024', 'dom', 'dom.iterable'], types: [] };
  const compilerOptions = { ...options, noEmit: true, allowImportingTsExtensions: true };
  await writeFile(`${client.folder}/tsconfig.json`, JSON.stringify({ compilerOptions, include: ['client'] }));
  const { stdout } = await promisify(execFile)('node_modules/.bin/tsc', ['-p', client.folder]).catch((error: { stdout: string }) => error);
  expect(stdout).toBe('');
});

test('a generated client submits, follows, lists, cancels, repeats, and reads why it was refused', async () => {
  await using world = await setup();
  await using generated = await generatedClient();
  const { submitGeneration, submitDownload, getJob, listJobs, cancelJob, retryJob } = generated.calls;
  const client = generated.to(world.api.port, KEYS.acme);

  const body = { prompt: 'a fox in the snow', metadata: { order: 1 } };
  const submission = { client, body, headers: { 'Idempotency-Key': 'order-1' } };
  const job = Job.parse((await submitGeneration!(submission)).data);
  const repeated = await submitGeneration!(submission);
  expect(repeated.response.headers.get('idempotent-replayed')).toBe('true');
  expect(Job.parse(repeated.data).id).toBe(job.id);

  await world.settle(job.id, succeeded('g-1'));
  const path = { id: job.id };
  expect(Job.parse((await getJob!({ client, path })).data)).toMatchObject({ status: 'succeeded', billing: { state: 'charged' } });

  const download = Job.parse((await submitDownload!({ client, body: { job_id: job.id, index: 0, size_name: '4k' } })).data);
  const listed = (await listJobs!({ client, query: { type: 'download', limit: 1 } })).data as { data: unknown[] };
  expect(listed.data.map((item) => Job.parse(item).id)).toEqual([download.id]);

  expect(Job.parse((await cancelJob!({ client, path: { id: download.id } })).data).status).toBe('canceled');
  const refused = await cancelJob!({ client, path });
  expect(Problem.parse(refused.error).code).toBe('already_finished');
  expect(refused.data).toBeUndefined();
  expect((await retryJob!({ client, path: { id: download.id } })).response.status).toBe(202);

  const wrong = await submitGeneration!({ client: generated.to(world.api.port, 'wrong'), body });
  expect(Problem.parse(wrong.error).code).toBe('unauthorized');
});

test('a generated client submits a batch, catches up with what happened, and makes an endpoint', async () => {
  await using world = await setup({ settings: { DARKROOM_ENCRYPTION_KEY: randomBytes(32).toString('base64') } });
  await using generated = await generatedClient();
  const { submitBatch, getBatch, listBatches, cancelBatch, followEvents, createEndpoint, changeEndpoint, deleteEndpoint, listDeliveries } =
    generated.calls;
  const client = generated.to(world.api.port, KEYS.acme);

  const jobs = [{ type: 'generation', prompt: 'a fox' }, { type: 'generation' }];
  const batch = SubmittedBatch.parse((await submitBatch!({ client, body: { jobs } })).data);
  expect(batch).toMatchObject({
    accepted: 1,
    rejected: 1,
    jobs: [{ index: 0 }, { index: 1, error: { errors: [{ pointer: '/jobs/1/prompt' }] } }],
  });
  const [accepted] = batch.jobs as { id: Job['id'] }[];
  await world.settle(accepted!.id, succeeded('g-1'));
  const completed = SubmittedBatch.parse((await getBatch!({ client, path: { id: batch.id } })).data);
  expect(completed).toMatchObject({ status: 'completed', progress: 1, jobs: batch.jobs });
  const { jobs: _jobs, ...withoutJobs } = completed;
  expect((await listBatches!({ client })).data).toEqual({ data: [withoutJobs], next_cursor: null });
  expect(Problem.parse((await cancelBatch!({ client, path: { id: batch.id } })).error).code).toBe('already_finished');

  const feed = EventPage.parse((await followEvents!({ client, headers: { Accept: 'application/json' } })).data);
  expect(feed.data.map(({ type }) => type)).toEqual(['generation.succeeded', 'batch.completed']);

  const { secret, ...endpoint } = EndpointWithSecret.parse(
    (await createEndpoint!({ client, body: { url: 'https://example.com/hook' } })).data,
  );
  expect(secret).toMatch(/^whsec_/);
  const path = { id: endpoint.id };
  expect((await changeEndpoint!({ client, path, body: { status: 'disabled' } })).data).toMatchObject({ disabled: { reason: 'by_caller' } });
  expect((await listDeliveries!({ client, query: { endpoint_id: endpoint.id } })).data).toEqual({ data: [], next_cursor: null });
  expect((await deleteEndpoint!({ client, path })).response.status).toBe(204);
});

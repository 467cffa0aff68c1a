import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { openArchive, type Archive } from '@darkroom/archive';
import type { DownloadRequest, GenerationRequest, GenerationResult, JobId } from '@darkroom/contracts';
import { createGettyClient } from '@darkroom/getty';
import { deadlineUnsent, newJobId, openStore, type Copy, type JobRecord, type NewJob } from '@darkroom/queue';
import { createLogger } from '@darkroom/runtime';
import { rawRedis, redisInTime, testRedis } from '@darkroom/testkit';

import { createArchiveHealth } from '../archive/archive-health.ts';
import type { ArchiverDeps } from '../archive/archiver-deps.ts';
import type { CopyOutcome } from '../archive/copy-outcome.ts';
import { runCopy } from '../archive/run-copy.ts';
import { quietReminders } from './quiet-reminders.ts';

const MOST_PASSES = 30;

export type ArchiveWorld = Awaited<ReturnType<typeof archiveWorld>>;

type Serve = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * A Redis with downloads that have succeeded, a Getty with their files, an archive, and a clock that the test moves. Passes over copies are made one by one.
 * `settings`: of the archive; else it is a directory.
 */
export async function archiveWorld({ settings = {}, stallMs = 1_000 }: { settings?: Record<string, string>; stallMs?: number } = {}) {
  const redis = testRedis();
  const root = await mkdtemp(join(tmpdir(), 'darkroom-archive-'));
  let ahead = 0;
  const clock = { now: () => Date.now() + ahead, sleep: async (ms: number) => void (ahead += ms) };
  const logger = createLogger({ name: 'test', level: 'silent' });
  const simulated = { connect: () => redisInTime(redis.url, clock.now, () => undefined), reminders: quietReminders() };
  const store = openStore({ url: redis.url, prefix: redis.prefix, role: 'worker', now: clock.now, logger, simulated });
  const raw = rawRedis(redis);

  /** What Getty answers, by path. GET download of a generation is `/v3/…/images/0/download`. */
  const paths = new Map<string, Serve>();
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    if (request.url === '/token') return sendJson(response, { access_token: 't', token_type: 'Bearer', expires_in: 1_800 });
    const serve = paths.get(new URL(request.url!, 'http://getty').pathname);
    if (serve) return serve(request, response);
    response.writeHead(404, { 'content-type': 'application/json' }).end('{"ErrorCode":"NotFound","ErrorMessage":"not there"}');
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const getty = createGettyClient({
    apiUrl: address,
    authUrl: `${address}/token`,
    pathPrefix: '/v3',
    apiKey: 'key',
    apiSecret: 'secret',
    now: clock.now,
  });
  const archive = openArchive({ ARCHIVE_URL: { kind: 'file', root }, ARCHIVE_PREVIEWS: false, ...settings } as never)!;
  const changes: (string | null)[] = [];
  const outcomes: CopyOutcome[] = [];

  const depsWith = (over: Partial<ArchiverDeps>): Parameters<typeof runCopy>[0] => ({
    store,
    getty,
    archive,
    health: createArchiveHealth({ now: clock.now, onChange: (error) => void changes.push(error?.message ?? null) }),
    clock,
    random: () => 0.5,
    stallMs,
    ...over,
    events: { copyEnded: ({ outcome }: { copy: Copy; outcome: CopyOutcome }) => void outcomes.push(outcome) },
  });
  const deps = depsWith({});

  const submit = async (job: Pick<NewJob, 'type' | 'request'> & Partial<NewJob>): Promise<JobId> => {
    const now = clock.now();
    const id = newJobId();
    await store.jobs.accept({ id, tenant: 'acme', createdAt: now, deadlineAt: deadlineUnsent(undefined, now), ...job });
    return id;
  };
  const succeed = async (id: string, result: object, copies: { copy?: true }, set = {}): Promise<void> => {
    const pass = await store.passes.begin(id, 1);
    if (typeof pass === 'string') throw new Error(pass);
    const event = `${pass.record.type}.succeeded` as const;
    await store.passes.advance(pass, { status: 'succeeded', event, result: result as never, copies, set });
  };
  const inOneDay = () => new Date(clock.now() + 86_400_000).toISOString();

  const world = {
    store,
    clock,
    getty,
    archive,
    address,
    paths,
    /** The requests that Getty got. */
    asked,
    outcomes,
    /** Each time that the archive failed in another way (its message) or worked again (null). */
    changes,
    depsWith,
    /** Moves the clock. */
    pass: (ms: number) => void (ahead += ms),
    /** A file at Getty, and its URL. */
    file: (path: string, bytes: Buffer, headers: Record<string, string> = { 'content-type': 'image/jpeg' }): string => {
      paths.set(path, (_request, response) => void response.writeHead(200, { 'content-length': bytes.byteLength, ...headers }).end(bytes));
      return address + path;
    },
    /** What Getty's GET download of an image answers. */
    download: (answer: { url: string; asset: string } | number, of = 'g-1'): void => {
      paths.set(`/v3/ai/image-generations/${of}/images/0/download`, (_request, response) => {
        if (typeof answer === 'number') return void response.writeHead(answer).end();
        return sendJson(response, { url: answer.url, generated_asset_id: answer.asset });
      });
    },
    submit,
    /** A generation that has succeeded. */
    generated: async (
      request: Partial<GenerationRequest> & { prompt: string },
      images: GenerationResult['images'] = [],
      copies = {},
    ): Promise<JobId> => {
      const id = await submit({ type: 'generation', request });
      await succeed(id, { generation_request_id: 'g-1', seed: 1, images, url_expires_at: inOneDay() }, copies, { getty_id: 'g-1' });
      return id;
    },
    /** A download that has succeeded, and has to be copied. */
    downloaded: async (
      url: string,
      { asset = 'asset-1', copy = true, ...job }: { asset?: string; copy?: boolean } & Partial<NewJob> = {},
    ): Promise<JobId> => {
      const request = { generation_request_id: 'g-1', index: 0, size_name: '4k' } satisfies Partial<DownloadRequest>;
      const id = await submit({ type: 'download', request, ...job });
      await succeed(id, { url, generated_asset_id: asset, size_name: '4k', url_expires_at: inOneDay() }, copy ? { copy: true } : {});
      return id;
    },
    record: async (id: string): Promise<JobRecord> => (await store.jobs.get(id))!,
    archived: async (id: string) => (await store.jobs.get(id))!.archive,
    /** One pass over a copy. */
    once: (id: string, given = deps, stopping = new AbortController().signal) => runCopy(given, { id, run: 0 }, stopping),
    /** Makes each pass over a copy at its time, until there is nothing left to do. */
    run: async (id: string, given = deps): Promise<string[]> => {
      const notes: string[] = [];
      for (let passes = 0; passes < MOST_PASSES; passes++) {
        const { note, againAt } = await runCopy(given, { id, run: 0 }, new AbortController().signal);
        notes.push(note);
        if (againAt === undefined) return notes;
        ahead += Math.max(0, againAt - clock.now());
      }
      return notes;
    },
    /** The files in the archive, hidden ones included. */
    files: async (): Promise<string[]> => {
      const entries = await readdir(root, { recursive: true, withFileTypes: true });
      return entries
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
        .toSorted();
    },
    read: (key: string): Promise<Buffer> => readFile(join(root, key)),
    readJson: async (key: string): Promise<unknown> => JSON.parse(await readFile(join(root, key), 'utf8')),
    eventTypes: async (): Promise<string[]> =>
      (await raw.xrange(`{${redis.prefix}}:events`, '-', '+')).map(([, flat]) => flat[flat.lastIndexOf('event') + 1]!),
    async [Symbol.asyncDispose]() {
      archive.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await getty.close();
      await store.close();
      raw.disconnect();
      await redis[Symbol.asyncDispose]();
      await rm(root, { recursive: true, force: true });
    },
  };
  return world;
}

function sendJson(response: ServerResponse, body: object): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** Bytes that no compression makes smaller. */
export const picture = (bytes: number): Buffer => randomBytes(bytes);

export type { Archive };

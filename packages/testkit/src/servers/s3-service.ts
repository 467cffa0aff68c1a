import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

import { waitFor } from '../waiting/wait-for.ts';

/** An S3 service of the test: a bucket, the key that it accepts, and what a test can do to it. */
export type S3Service = Awaited<ReturnType<typeof s3Service>>;

/** A number is the status of a refusal. */
type Decide = (request: Asked, count: number) => 'pass' | 'hang' | number;

type Asked = { method: string; key: string; query: URLSearchParams };

/** s3rver has no types. */
type S3rverModule = { default: new (options: object) => { run(): Promise<{ port: number }>; close(): Promise<void> } };

/** As a text, or the compiler looks for types. */
const S3RVER: string = 's3rver';
const BUCKET = 'pictures';
const KNOWN = 'S3RVER';

/**
 * s3rver behind a front of our own: s3rver refuses unknown access keys and missing buckets, and keeps objects and parts. The front adds what s3rver has not (listing and
 * aborting uploads of parts), counts requests, and stops or refuses them where a test says so.
 */
export async function s3Service() {
  const { default: S3rver } = (await import(S3RVER)) as S3rverModule;
  const directory = await mkdtemp(join(tmpdir(), 'darkroom-s3-'));
  const server = new S3rver({ address: '127.0.0.1', port: 0, silent: true, directory, configureBuckets: [{ name: BUCKET }] });
  const { port } = await server.run();
  const open = new Map<string, string>();
  const sizes = new Map<string, number>();
  const pathOf = (key: string) => join(directory, BUCKET, `${key}._S3rver_object`);
  /** s3rver answers before it has written an object. A real service never does. */
  const written = (key: string, bytes: number) =>
    waitFor(async () => (await stat(pathOf(key)).catch(() => null))?.size === bytes, { what: `${key} to be written` });
  const asked: Asked[] = [];
  let decide: Decide = passAll;

  const front = createServer((request, response) => {
    const url = new URL(request.url!, 'http://s3');
    const key = decodeURIComponent(url.pathname).split('/').slice(2).join('/');
    const seen = { method: request.method!, key, query: url.searchParams };
    asked.push(seen);
    const decision = decide(seen, asked.length - 1);
    if (decision === 'hang') return request.resume();
    if (typeof decision === 'number') return answer(request, response, decision, error('SlowDown'));
    if (seen.query.has('uploads') && seen.method === 'GET')
      return answer(request, response, 200, listing(open, seen.query.get('prefix') ?? ''));
    const upload = seen.query.get('uploadId');
    if (upload !== null && seen.method === 'DELETE')
      return answer(request, response, open.delete(upload) ? 204 : 404, error('NoSuchUpload'));
    const bytes = Number(request.headers['content-length'] ?? 0);
    pass(request, response, port, async (body) => {
      if (seen.method === 'PUT' && upload !== null) sizes.set(upload, (sizes.get(upload) ?? 0) + bytes);
      if (seen.method === 'PUT' && upload === null) await written(key, bytes);
      if (seen.method === 'POST' && upload !== null) await written(key, sizes.get(upload) ?? 0);
      const begun = /<UploadId>([^<]+)</.exec(body)?.[1];
      if (seen.query.has('uploads') && begun !== undefined) open.set(begun, key);
      if (upload !== null && seen.method === 'POST') open.delete(upload);
    });
  });
  await new Promise<void>((resolve) => void front.listen(0, '127.0.0.1', resolve));

  return {
    url: `s3://${BUCKET}`,
    endpoint: `http://127.0.0.1:${(front.address() as AddressInfo).port}`,
    /** The settings of an archive below a prefix. */
    settings: (prefix = '') => ({
      ARCHIVE_URL: `s3://${BUCKET}${prefix === '' ? '' : `/${prefix}`}`,
      ARCHIVE_S3_ENDPOINT: `http://127.0.0.1:${(front.address() as AddressInfo).port}`,
      AWS_ACCESS_KEY_ID: KNOWN,
      AWS_SECRET_ACCESS_KEY: KNOWN,
    }),
    /** The requests so far. */
    asked,
    /** What happens to each further request: it passes, gets no answer, or is refused with a status. */
    decide: (how: Decide) => void (decide = how),
    /** Uploads of parts that are neither completed nor aborted: their keys. */
    openUploads: () => [...open.values()],
    /** The keys of all objects. */
    keys: async () => {
      const names = await readdir(join(directory, BUCKET), { recursive: true });
      return names
        .filter((name) => name.endsWith('._S3rver_object'))
        .map((name) => name.replace(/\._S3rver_object$/, ''))
        .toSorted();
    },
    /** Stores an object, past any archive. */
    put: async (key: string, body: Buffer): Promise<void> => {
      const { ok, status } = await fetch(`http://127.0.0.1:${port}/${BUCKET}/${key}`, { method: 'PUT', body: new Uint8Array(body) });
      if (!ok) throw new Error(`s3rver answered ${status}`);
      await written(key, body.byteLength);
    },
    read: (key: string) => readFile(pathOf(key)),
    async [Symbol.asyncDispose]() {
      front.closeAllConnections();
      await new Promise((resolve) => front.close(resolve));
      await server.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function passAll(): 'pass' {
  return 'pass';
}

function pass(request: IncomingMessage, response: ServerResponse, port: number, learn: (body: string) => Promise<void>): void {
  const { method, url: path, headers } = request;
  const through = forward({ host: '127.0.0.1', port, method, path, headers }, (answered) => {
    const status = answered.statusCode!;
    if (method === 'GET' || method === 'HEAD') {
      response.writeHead(status, answered.headers);
      answered.pipe(response);
      return;
    }
    void text(answered).then(async (body) => {
      if (status < 300) await learn(body);
      response.writeHead(status, answered.headers);
      response.end(body);
    });
  });
  through.on('error', () => response.destroy());
  request.pipe(through);
}

function answer(request: IncomingMessage, response: ServerResponse, status: number, body: string): void {
  request.resume();
  response.writeHead(status, { 'content-type': 'application/xml' });
  response.end(status === 204 ? undefined : body);
}

function listing(open: Map<string, string>, prefix: string): string {
  const uploads = [...open].filter(([, key]) => key.startsWith(prefix));
  const entries = uploads.map(([id, key]) => `<Upload><Key>${key}</Key><UploadId>${id}</UploadId></Upload>`).join('');
  return `<?xml version="1.0"?><ListMultipartUploadsResult><IsTruncated>false</IsTruncated>${entries}</ListMultipartUploadsResult>`;
}

function error(code: string): string {
  return `<?xml version="1.0"?><Error><Code>${code}</Code><Message>as the test says</Message></Error>`;
}

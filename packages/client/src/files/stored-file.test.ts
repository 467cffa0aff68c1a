import { describe, expect, test } from '@jest/globals';

import { RangeNotSatisfiableError } from '../errors/problems.ts';
import { httpTo, json, KEY, problem, scriptedServer, type Answer } from '../test/scripted-server.ts';
import { openFile, type FileOptions } from './stored-file.ts';

const FILE = Buffer.from('0123456789');
const AT = { path: '/v1/jobs/job_1/file', name: 'job_1' };

type Part = { breaksAt?: number; ranges?: boolean; etag?: string; of?: Buffer };

/** A server of files. `breaksAt`: it ends the connection there. Without `ranges` it sends all, whatever was asked for. */
function part({ breaksAt, ranges = true, etag = '"1"', of = FILE }: Part = {}): Answer {
  return (response, { headers }) => {
    const [, from, to] = (ranges && /^bytes=(\d+)-(\d*)$/.exec(headers.range ?? '')) || [];
    const start = Number(from ?? 0);
    const end = to ? Math.min(Number(to) + 1, of.length) : of.length;
    const part206 = from === undefined ? {} : { 'content-range': `bytes ${start}-${end - 1}/${of.length}` };
    response.writeHead(from === undefined ? 200 : 206, { 'content-type': 'image/jpeg', 'content-length': end - start, etag, ...part206 });
    if (breaksAt === undefined) response.end(of.subarray(start, end));
    else response.write(of.subarray(start, breaksAt), () => response.destroy());
  };
}

/** The first bytes, and then nothing. */
const silent: Answer = (response) => void response.writeHead(200, { 'content-type': 'image/jpeg', 'content-length': 10 }).write('0123');

async function read(server: { url: string }, options: FileOptions = {}) {
  const { http, clock } = httpTo(server);
  const file = await openFile(http, AT, options);
  return { ...file, text: Buffer.from(await file.arrayBuffer()).toString(), slept: clock.slept };
}

function rangesOf({ asked }: { asked: { headers: { range?: string | undefined } }[] }) {
  return asked.map(({ headers }) => headers.range);
}

test('a file comes from where the API leads, and the key does not go there', async () => {
  await using elsewhere = await scriptedServer(part());
  await using server = await scriptedServer((response) => response.writeHead(302, { location: `${elsewhere.url}/a.jpg` }).end());
  expect(await read(server)).toMatchObject({ name: 'job_1.jpg', type: 'image/jpeg', bytes: 10, text: '0123456789' });
  expect(server.asked[0]!.headers.authorization).toBe(`Bearer ${KEY}`);
  expect(elsewhere.asked[0]!.headers).not.toHaveProperty('authorization');
  expect(JSON.stringify(elsewhere.asked)).not.toContain(KEY);
});

describe('where the connection breaks', () => {
  test('the rest is asked for, each time from where it stands', async () => {
    await using server = await scriptedServer(part({ breaksAt: 4 }), part({ breaksAt: 7 }), part());
    expect(await read(server)).toMatchObject({ bytes: 10, text: '0123456789' });
    expect(rangesOf(server)).toEqual([undefined, 'bytes=4-', 'bytes=7-']);
  });

  test('a server without ranges sends all again, and what is there is dropped', async () => {
    await using server = await scriptedServer(part({ breaksAt: 4, ranges: false }), part({ ranges: false }));
    expect(await read(server)).toMatchObject({ text: '0123456789' });
  });

  test('another file under the same address is not put behind the first half', async () => {
    for (const other of [part({ etag: '"2"' }), part({ of: Buffer.from('0123456789a') })]) {
      await using server = await scriptedServer(part({ breaksAt: 4 }), other);
      await expect(read(server)).rejects.toThrow('has changed while it was read');
    }
  });

  test('it ends when nothing more comes', async () => {
    await using server = await scriptedServer(part({ breaksAt: 4 }), part({ breaksAt: 4 }));
    await expect(read(server, { maxRetries: 2 })).rejects.toMatchObject({ name: 'ConnectionError' });
    expect(rangesOf(server)).toEqual([undefined, 'bytes=4-', 'bytes=4-']);
  });

  test('a connection that falls silent counts as one that broke', async () => {
    await using server = await scriptedServer(silent, part());
    expect(await read(server, { timeoutMs: 200 })).toMatchObject({ text: '0123456789' });
  });
});

test('a part is that part, also from a server without ranges', async () => {
  for (const ranges of [true, false]) {
    await using server = await scriptedServer(part({ ranges }));
    expect(await read(server, { range: { start: 2, end: 5 } })).toMatchObject({ bytes: 4, text: '2345' });
    expect(await read(server, { range: { start: 8 } })).toMatchObject({ bytes: 2, text: '89' });
    expect(await read(server, { range: { start: 8, end: 99 } })).toMatchObject({ bytes: 2, text: '89' });
  }
});

test('a range behind the end is the same error, whoever sends the file', async () => {
  await using elsewhere = await scriptedServer((response) => response.writeHead(416, { 'content-range': 'bytes */10' }).end());
  await using redirected = await scriptedServer((response) => response.writeHead(302, { location: `${elsewhere.url}/a.jpg` }).end());
  await using archive = await scriptedServer(problem(416, 'range_not_satisfiable'));
  for (const server of [redirected, archive]) {
    const reading = read(server, { range: { start: 10 } });
    await expect(reading).rejects.toThrow(RangeNotSatisfiableError);
  }
});

test('the page of a proxy is no file', async () => {
  await using server = await scriptedServer((response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<p>Log in</p>'));
  await expect(read(server)).rejects.toThrow('a web page, and not the file');
});

test('a server of files that is busy is tried again, by a fresh address', async () => {
  await using elsewhere = await scriptedServer((response) => response.writeHead(503).end(), part());
  await using server = await scriptedServer((response) => response.writeHead(302, { location: `${elsewhere.url}/a.jpg` }).end());
  expect(await read(server)).toMatchObject({ text: '0123456789' });
  expect([server.asked.length, elsewhere.asked.length]).toEqual([2, 2]);
  await using gone = await scriptedServer((response) => response.writeHead(302, { location: `${elsewhere.url}/b.jpg` }).end());
  await using refusing = await scriptedServer((response) => response.writeHead(403).end());
  await using expired = await scriptedServer((response) => response.writeHead(302, { location: refusing.url }).end());
  await expect(read(expired)).rejects.toThrow('answered 403');
  await elsewhere[Symbol.asyncDispose]();
  await expect(read(gone, { maxRetries: 0 })).rejects.toThrow(`The server of the file, ${new URL(elsewhere.url).host}, does not answer`);
});

test('the signal of the caller ends it in the middle, with its own reason', async () => {
  await using server = await scriptedServer((response) => void response.writeHead(200, { 'content-length': 10 }).write('0123'));
  const controller = new AbortController();
  const file = await openFile(httpTo(server).http, AT, { signal: controller.signal });
  const reading = file.body.getReader();
  await reading.read();
  const rest = reading.read();
  controller.abort(new Error('changed my mind'));
  await expect(rest).rejects.toThrow('changed my mind');
});

test('what it refuses is an error of the API', async () => {
  await using server = await scriptedServer(json(404, {}));
  await expect(read(server)).rejects.toMatchObject({ status: 404 });
});

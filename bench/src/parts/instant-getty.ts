import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * `done`: every generation is answered 200 with its images. `pending`: 202, with the next poll after `retryAfterS` (default: after the bench).
 * `dailyLimitForS`: the daily limit refuses downloads for this long after the first one. `gaps`: measures how long after a generation's answer
 * the next call names it; `GET /__gaps` returns these times (ms) and starts over.
 */
export type InstantGettySettings = { answer: 'done' | 'pending'; retryAfterS?: number; dailyLimitForS?: number; gaps?: boolean };

const LATER_S = 3_600;

/** A Getty stand-in that uses almost no CPU: a token, and one answer to every generation. The simulator would affect the measurement. */
export async function instantGetty(settings: InstantGettySettings): Promise<{ port: number }> {
  const retryAfter = String(settings.retryAfterS ?? LATER_S);
  let count = 0;
  let polls = 0;
  let refusedUntil = settings.dailyLimitForS === undefined ? 0 : undefined;
  const gaps = createGaps();
  const server = createServer((request, response) => {
    if (settings.gaps) gaps.watch(request);
    else request.resume();
    if (request.url?.endsWith('/token')) {
      send(response, 200, JSON.stringify({ access_token: 'bench', token_type: 'Bearer', expires_in: 1_800 }));
      return;
    }
    if (request.url === '/__polls') {
      send(response, 200, JSON.stringify({ polls }));
      return;
    }
    if (request.url === '/__gaps') {
      send(response, 200, JSON.stringify(gaps.take()));
      return;
    }
    if (request.method === 'PUT') {
      refusedUntil ??= Date.now() + (settings.dailyLimitForS ?? 0) * 1_000;
      const waitS = Math.ceil((refusedUntil - Date.now()) / 1_000);
      if (waitS > 0) send(response, 429, REFUSED, { 'retry-after': String(waitS) });
      else send(response, 200, DOWNLOADED);
      return;
    }
    if (request.method === 'GET') polls += 1;
    count += 1;
    const id = `${String(count).padStart(8, '0')}-0000-4000-8000-000000000000`;
    if (settings.gaps) gaps.answered(id);
    if (settings.answer === 'done') send(response, 200, PICTURES.replace('THE_ID', id));
    else send(response, 202, JSON.stringify({ generation_request_id: id }), { 'retry-after': retryAfter });
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port };
}

/** The times from the answer of a generation to the call that works on it. */
function createGaps() {
  const answeredAt = new Map<string, number>();
  let gaps: number[] = [];
  const named = (id: string | undefined): void => {
    const at = answeredAt.get(id ?? '');
    if (at !== undefined) gaps.push(performance.now() - at);
    answeredAt.delete(id ?? '');
  };
  return {
    answered: (id: string): void => void answeredAt.set(id, performance.now()),
    /** A download has the id in its path, an operation in its body. */
    watch: (request: IncomingMessage): void => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.once('end', () => named(IMAGE_OF.exec(`${request.url} ${Buffer.concat(chunks).toString()}`)?.[0]));
    },
    take: (): number[] => {
      const taken = gaps.toSorted((a, b) => a - b);
      gaps = [];
      answeredAt.clear();
      return taken;
    },
  };
}

/** The form of this stand-in's ids. */
const IMAGE_OF = /\d{8}-0000-4000-8000-000000000000/;

function send(response: ServerResponse, status: number, body: string, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': body.length, ...headers }).end(body);
}

const REFUSED = JSON.stringify({ ErrorCode: 'DailyRequestLimitExceeded', ErrorMessage: 'The daily limit of downloads is reached.' });
const DOWNLOADED = JSON.stringify({ url: 'https://pictures.example.com/download.jpg', generated_asset_id: 'asset-1' });

/** In Getty's format: four images with two previews each. */
const PICTURES = JSON.stringify({
  generation_request_id: 'THE_ID',
  seed: 1_234_567,
  results: [0, 1, 2, 3].map((index) => {
    const url = (size: string) => `https://pictures.example.com/generations/0f8fad5b-d9cb-469f/${index}/${size}.jpg?signature=c2lnbmF0dXJl`;
    const preview_urls = ['preview', 'comp'].map((size) => ({ preview_size: size, image_url: url(size), width: 1_024, height: 576 }));
    return { index, is_blocked: false, preview_urls, url: url('preview') };
  }),
  original_asset: { id: null },
});

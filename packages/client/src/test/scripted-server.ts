import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

import type { Clock } from '../http/clock.ts';
import { createHttp } from '../http/http.ts';
import { readSettings, type DarkroomOptions } from '../settings.ts';

export type Asked = { method: string; url: string; headers: IncomingMessage['headers']; body: string };
export type Answer = (response: ServerResponse, asked: Asked) => void;

/** A server that gives these answers, one a request; further requests get the last one. */
export async function scriptedServer(...answers: Answer[]) {
  const asked: Asked[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const { method = '', url = '', headers } = request;
    const next = { method, url, headers, body: await text(request) };
    asked.push(next);
    answers[Math.min(asked.length, answers.length) - 1]!(response, next);
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    asked,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return (response) => response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

export function problem(status: number, code: string, headers: Record<string, string> = {}): Answer {
  const retryable = status === 429 || status >= 500;
  const body = { type: '', title: '', status, detail: 'No.', instance: '/', code, request_id: 'req_1', retryable, billed: false };
  return (response) => response.writeHead(status, { 'content-type': 'application/problem+json', ...headers }).end(JSON.stringify(body));
}

/** Ends the connection without an answer. */
export const hangUp: Answer = (response) => response.destroy();

/** Never answers. */
export const silence: Answer = () => undefined;

/** Blocks of a stream, then the end of the connection: clean, or broken. */
export function stream(blocks: string[], end: 'clean' | 'broken' | 'open' = 'clean'): Answer {
  return (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('retry: 3000\n: open\n\n');
    for (const block of blocks) response.write(block);
    if (end === 'clean') response.end();
    if (end === 'broken') response.write(': x', () => response.destroy());
  };
}

export function event(id: string, type: string, data: object = {}): string {
  return `id: ${id}\nevent: ${type}\ndata: ${JSON.stringify({ id, type, timestamp: '2026-11-22T12:00:00.000Z', data })}\n\n`;
}

export const KEY = 'drk_secret-of-the-test';

/** Time that passes only by sleeping. */
export function testClock(): Clock & { slept: number[] } {
  const slept: number[] = [];
  let now = Date.parse('2026-11-22T12:00:00Z');
  return {
    slept,
    now: () => now,
    random: () => 1,
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      slept.push(ms);
      now += ms;
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

export function httpTo({ url }: { url: string }, options: DarkroomOptions = {}) {
  const clock = testClock();
  return { http: createHttp(readSettings({ url, apiKey: KEY, ...options }), clock), clock };
}

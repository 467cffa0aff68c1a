import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

import { expect, test } from '@jest/globals';

import { createDarkroomClient } from './darkroom-client.ts';

/** An API that answers with these statuses, one after the other, and remembers what it was asked. */
async function apiThatAnswers(...statuses: number[]) {
  const asked: IncomingHttpHeaders[] = [];
  const server = createServer((request, response) => {
    asked.push(request.headers);
    response.writeHead(statuses[asked.length - 1] ?? 500).end(JSON.stringify({ object: 'webhook_secret', secret: 'whsec_x' }));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    [Symbol.asyncDispose]: async () => void server.close(),
  };
}

test('what is answered 503 is asked again, a submission under the same key', async () => {
  await using api = await apiThatAnswers(503, 503, 422);
  const client = createDarkroomClient(api.url, 'key');
  await expect(client.generate({ prompt: 'a fox' })).rejects.toThrow('POST /v1/generations was answered 422');
  expect(api.asked).toHaveLength(3);
  expect(new Set(api.asked.map((headers) => headers['idempotency-key'])).size).toBe(1);
});

test('other refusals are not repeated', async () => {
  await using api = await apiThatAnswers(401);
  await expect(createDarkroomClient(api.url, 'key').webhookSecret()).rejects.toThrow('answered 401');
  expect(api.asked).toHaveLength(1);
});

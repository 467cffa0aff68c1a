import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { connect, type AddressInfo } from 'node:net';

import { expect, test } from '@jest/globals';

import { onClosed } from './on-closed.ts';

/** An answer that is under way, and how its caller leaves. */
async function openAnswer() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
  const [, response] = (await once(server, 'request')) as [unknown, ServerResponse];
  const closed = once(response, 'close');
  return {
    response,
    leave: async () => {
      socket.destroy();
      await closed;
    },
    [Symbol.asyncDispose]: async () => {
      socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

test('a caller who leaves is noticed, once', async () => {
  await using answer = await openAnswer();
  const calls: string[] = [];
  onClosed(answer.response, () => calls.push('left'));
  expect(calls).toEqual([]);
  await answer.leave();
  expect(calls).toEqual(['left']);
});

test('a caller who has left before is noticed at once', async () => {
  await using answer = await openAnswer();
  await answer.leave();
  const calls: string[] = [];
  onClosed(answer.response, () => calls.push('left'));
  expect(calls).toEqual(['left']);
});

test('who no longer listens is not called', async () => {
  await using answer = await openAnswer();
  const calls: string[] = [];
  onClosed(answer.response, () => calls.push('left'))();
  await answer.leave();
  expect(calls).toEqual([]);
});

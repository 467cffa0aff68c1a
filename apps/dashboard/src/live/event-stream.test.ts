import { once } from 'node:events';
import { connect } from 'node:net';

import { expect, test } from '@jest/globals';
import { createHttpServer, onClosed } from '@darkroom/runtime';
import express from 'express';
import { waitFor } from '@darkroom/testkit';

import { openEventStream } from './event-stream.ts';

test('a browser that does not read is cut off, and what waits for it stays bounded', async () => {
  const message = 'x'.repeat(64 * 1_024);
  let closed = false;
  let mostBuffered = 0;
  const app = express().get('/', (_request, response) => {
    const stream = openEventStream(response);
    onClosed(response, () => {
      closed = true;
    });
    const sending = setInterval(() => {
      if (closed) return clearInterval(sending);
      stream.send('noise', message);
      mostBuffered = Math.max(mostBuffered, response.writableLength);
    }, 0);
  });
  const server = createHttpServer({ handler: app, port: 0 });
  await server.start();
  const browser = connect(server.port, '127.0.0.1');
  try {
    await once(browser, 'connect');
    browser.pause();
    browser.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await waitFor(() => closed, { what: 'the connection to be cut' });
    expect(mostBuffered).toBeLessThan(1_500_000);
  } finally {
    browser.destroy();
    await server.stop();
  }
});

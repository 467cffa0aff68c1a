import { getEventListeners } from 'node:events';
import { describe, expect, test } from '@jest/globals';
import { Agent, buildConnector } from 'undici';
import { type HttpRequest, exchange } from './exchange.ts';
import { empty, hang, startScriptedServer } from '../test/scripted-server.ts';

function post(url: string, options: Partial<HttpRequest> = {}): HttpRequest {
  return { method: 'POST', url: new URL('/paid', url), headers: {}, body: '{}', timeoutMs: 10_000, maxBodyBytes: 1000, ...options };
}

describe('exchange', () => {
  test('given up while connecting, a request is not written when the connection is made after all', async () => {
    await using server = await startScriptedServer();
    const cable = Promise.withResolvers<void>();
    const connect = buildConnector({});
    const lateAgent = new Agent({
      connect: (options, callback) => {
        void cable.promise.then(() => connect(options, callback));
      },
    });
    const connected = new Promise((resolve) => lateAgent.once('connect', resolve));

    expect(await exchange(lateAgent, post(server.url, { timeoutMs: 20 }))).toMatchObject({
      answered: false,
      sent: false,
      reason: 'timeout',
    });
    cable.resolve();
    await connected;
    await lateAgent.close();

    expect(server.received).toEqual([]);
  });

  test('aborted while waiting for a free connection, a request is not written when one becomes free', async () => {
    await using server = await startScriptedServer();
    const release = Promise.withResolvers<void>();
    server.reply('POST /paid', (response, request) => void release.promise.then(() => empty(202)(response, request)));
    const agent = new Agent({ connections: 1 });
    const caller = new AbortController();

    const first = exchange(agent, post(server.url));
    await server.requests('POST /paid', 1);
    const second = exchange(agent, post(server.url, { signal: caller.signal }));
    caller.abort(new Error('going home'));

    expect(await second).toMatchObject({ answered: false, sent: false, reason: 'aborted', cause: { cause: { message: 'going home' } } });
    release.resolve();
    expect(await first).toMatchObject({ answered: true, status: 202 });
    await agent.close();
    expect(server.received).toHaveLength(1);
  });

  test('an interim 1xx is not an answer', async () => {
    await using server = await startScriptedServer();
    server.reply('POST /paid', (response) => response.writeProcessing(() => response.socket?.destroy()));
    const agent = new Agent();

    expect(await exchange(agent, post(server.url))).toMatchObject({ answered: false, sent: true, reason: 'network' });
    await agent.close();
  });

  test('a request that undici itself refuses was not sent', async () => {
    const agent = new Agent();
    const refused = await exchange(agent, post('http://127.0.0.1:1', { headers: { 'api-key': 'line\nbreak' } }));
    expect(refused).toMatchObject({ answered: false, sent: false, reason: 'network' });
    await agent.close();
  });

  test('leaves no listener on a long-lived signal', async () => {
    await using server = await startScriptedServer();
    server.reply('POST /paid', empty(200), hang);
    const agent = new Agent();
    const { signal } = new AbortController();
    await exchange(agent, post(server.url, { signal }));
    await exchange(agent, post(server.url, { signal, timeoutMs: 20 }));

    expect(getEventListeners(signal, 'abort')).toEqual([]);
    await agent.close();
  });
});

import { describe, expect, jest, test } from '@jest/globals';
import { CALLS, type CallName, ROUTES, failure, setup } from '../test/setup.ts';
import {
  type Reply,
  dropAfterHeaders,
  dropBeforeHeaders,
  hang,
  hangAfterHeaders,
  json,
  startScriptedServer,
  text,
} from '../test/scripted-server.ts';

const PAID: CallName[] = ['generate', 'refine', 'startDownload', 'redownload'];
const READS: CallName[] = ['getGeneration', 'downloadSizes', 'getDownload', 'history'];

/** A port without a listener: it was ours a moment ago. */
async function closedUrl(): Promise<string> {
  await using server = await startScriptedServer();
  return server.url;
}

describe('a request that was sent', () => {
  const MISHAPS: [string, Reply][] = [
    ['dropped before headers', dropBeforeHeaders],
    ['dropped after headers', dropAfterHeaders],
    ['hanging', hang],
    ['hanging after headers', hangAfterHeaders],
    ['answered with invalid JSON', text(200, '{"generation_request_id":"g1"')],
    ['answered with the wrong JSON', json(200, 'sorry')],
    ['answered with an oversized body', text(200, `"${'x'.repeat(10_000)}"`)],
    ['answered with nonsense instead of HTTP', (response) => response.socket?.end('SSH-2.0-OpenSSH\r\n')],
  ];

  test.each(MISHAPS.flatMap(([name, reply]) => PAID.map((call) => [name, call, reply] as const)))(
    'and %s has an unknown outcome: paid %s, sent once',
    async (_name, call, reply) => {
      const hangs = reply === hang || reply === hangAfterHeaders;
      await using world = await setup({ paidTimeoutMs: hangs ? 300 : 60_000, maxBodyBytes: 2000 });
      world.getty.reply(ROUTES[call], reply);

      expect(await failure(CALLS[call](world.client))).toMatchObject({ name: 'UnknownOutcomeError' });
      const sent = world.getty.received.filter((request) => request.path !== '/oauth2/token').length;
      // One that hangs may be given up before a busy machine has read it.
      expect(hangs ? Math.max(sent, 1) : sent).toBe(1);
    },
  );

  test.each(
    MISHAPS.filter(([name]) => !name.includes('oversized')).flatMap(([name, reply]) => READS.map((call) => [name, call, reply] as const)),
  )('and %s may be repeated: %s', async (_name, call, reply) => {
    await using world = await setup({ readTimeoutMs: 300, maxBodyBytes: 2000 });
    world.getty.reply(ROUTES[call], reply);

    expect(await failure(CALLS[call](world.client))).toMatchObject({ name: 'RetryableError' });
  });

  test('on a kept-alive connection that breaks is not sent again', async () => {
    await using world = await setup();
    world.getty.reply(ROUTES.generate, dropBeforeHeaders);
    await world.client.warmUp();
    // undici frees a connection shortly after it returns the answer.
    await new Promise(setImmediate);

    expect(await failure(CALLS.generate(world.client))).toMatchObject({ name: 'UnknownOutcomeError' });

    const [token, ...paid] = world.getty.received;
    expect(paid.map((request) => request.port)).toEqual([token?.port]);
  });

  test('and aborted by the caller has an unknown outcome', async () => {
    await using world = await setup();
    world.getty.reply(ROUTES.generate, hang);
    const caller = new AbortController();

    const call = failure(world.client.generate({ prompt: 'fox' }, { signal: caller.signal }));
    await world.getty.requests(ROUTES.generate, 1);
    caller.abort();

    expect(await call).toMatchObject({ name: 'UnknownOutcomeError' });
    expect(world.records.at(-1)).toMatchObject({ kind: 'generate', outcome: 'UnknownOutcomeError' });
    expect(world.records.at(-1)).not.toHaveProperty('status');
  });
});

describe('a paid request that was never sent may be repeated', () => {
  test('connection refused', async () => {
    await using world = await setup({ apiUrl: await closedUrl() });
    expect(await failure(CALLS.generate(world.client))).toMatchObject({ name: 'RetryableError', cause: { code: 'ECONNREFUSED' } });
  });

  test('name not found', async () => {
    await using world = await setup({ apiUrl: 'http://getty.invalid' });
    expect(await failure(CALLS.startDownload(world.client))).toMatchObject({
      name: 'RetryableError',
      message: expect.stringContaining('nothing was sent'),
    });
  });

  test('TLS with something that does not speak it', async () => {
    await using world = await setup();
    await using https = await setup({ apiUrl: world.getty.url.replace('http:', 'https:') });
    expect(await failure(CALLS.generate(https.client))).toMatchObject({
      name: 'RetryableError',
      message: expect.stringContaining('nothing was sent'),
    });
    expect(world.getty.received).toEqual([]);
  });

  test('aborted before it began', async () => {
    await using world = await setup();
    const error = await failure(world.client.generate({ prompt: 'fox' }, { signal: AbortSignal.abort() }));
    expect(error).toMatchObject({ name: 'RetryableError', message: expect.stringContaining('nothing was sent') });
    expect(world.getty.received.map((request) => request.path)).toEqual(['/oauth2/token']);
  });

  test('refused by beforeCall: its own error is thrown', async () => {
    const noBudget = new Error('no budget');
    await using world = await setup({
      beforeCall: async (call) => {
        if (call === 'generate') throw noBudget;
      },
    });
    expect(await failure(CALLS.generate(world.client))).toBe(noBudget);
    expect(world.getty.received.map((request) => request.path)).toEqual(['/oauth2/token']);
    expect(world.records.map((record) => record.kind)).toEqual(['token']);
  });

  test('the client is closed', async () => {
    await using world = await setup();
    await world.client.warmUp();
    await world.client.close();
    expect(await failure(CALLS.generate(world.client))).toMatchObject({ name: 'RetryableError' });
  });
});

describe('close', () => {
  test('lets a paid call on the wire finish', async () => {
    await using world = await setup();
    const release = Promise.withResolvers<void>();
    world.getty.reply(ROUTES.generate, (response, request) => {
      void release.promise.then(() => json(202, { generation_request_id: 'g1' })(response, request));
    });

    const call = CALLS.generate(world.client);
    await world.getty.requests(ROUTES.generate, 1);
    const closed = world.client.close();
    release.resolve();

    expect(await call).toEqual({ state: 'pending', generationRequestId: 'g1' });
    await closed;
  });
});

describe('an observer that throws', () => {
  test('does not cost a paid answer, and becomes a process warning', async () => {
    const emitWarning = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    await using world = await setup({
      onCall: () => {
        throw new Error('metrics are down');
      },
    });
    world.getty.reply(ROUTES.generate, json(202, { generation_request_id: 'g1' }));

    expect(await CALLS.generate(world.client)).toMatchObject({ generationRequestId: 'g1' });
    expect(emitWarning).toHaveBeenCalledWith('onCall failed: Error: metrics are down');
    emitWarning.mockRestore();
  });
});

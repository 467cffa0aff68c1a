import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

import { describe, expect, test } from '@jest/globals';
import { webhookReceiver } from '@darkroom/testkit';

import type { Lookup } from './address-guard.ts';
import { notifierWorld } from './test/notifier-world.ts';

const GUARDED = { WEBHOOK_ALLOW_PRIVATE_NETWORKS: 'false' };

/** A server on loopback that counts who comes. */
async function trap() {
  let connections = 0;
  const server = createServer((socket) => {
    connections++;
    socket.destroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => connections,
    async [Symbol.asyncDispose]() {
      server.close();
      await once(server, 'close');
    },
  };
}

/** A name server that gives each question its next answer: an address list, or null for a name that it does not know (now). */
function answering(...answers: (string[] | null)[]) {
  let questions = 0;
  const lookup: Lookup = async () => {
    const addresses = answers[questions++];
    if (!addresses) throw new Error('ENOTFOUND');
    return addresses.map((address) => ({ address, family: 4 }));
  };
  return { lookup, questions: () => questions };
}

describe('a webhook to an address that is not public', () => {
  test.each(['127.0.0.1', '2130706433', '0x7f.1', '[::ffff:127.0.0.1]', 'localhost'])(
    '%s is refused at once, without a connection, and says why',
    async (host) => {
      await using world = await notifierWorld();
      await using server = await trap();
      await world.startNotifier(GUARDED);
      const job = await world.tell({ url: `http://${host}:${server.port}/hook?key=hidden` });
      const { id } = await world.delivery(job, 'refused');
      expect(await world.store.deliveries.attempts(id)).toMatchObject([
        { attempt: 1, status: null, error: expect.stringContaining('is not public') },
      ]);
      expect(await world.tries(job)).toMatchObject([{ attempt: 1, error: expect.stringContaining('is not public'), delivery_id: id }]);
      expect(server.connections()).toBe(0);
      expect(world.logs.join('')).not.toContain('hidden');
    },
  );

  test('under a name with one public and one private address is refused', async () => {
    await using world = await notifierWorld();
    await using server = await trap();
    await world.startNotifier(GUARDED, answering(['8.8.8.8', '127.0.0.1']));
    await world.delivery(await world.tell({ url: `http://hooks.example:${server.port}/` }), 'refused');
    expect(server.connections()).toBe(0);
  });

  test('under a name that becomes private between two tries is refused', async () => {
    await using world = await notifierWorld();
    await using server = await trap();
    await world.startNotifier(GUARDED, answering(null, ['127.0.0.1']));
    await world.delivery(await world.tell({ url: `http://hooks.example:${server.port}/` }), 'refused', 2);
    expect(server.connections()).toBe(0);
  });

  test('arrives where the operator allows it', async () => {
    await using world = await notifierWorld();
    await using receiver = await webhookReceiver();
    await world.startNotifier();
    await world.delivery(await world.tell({ url: receiver.url }), 'delivered');
    expect(receiver.received).toHaveLength(1);
  });
});

test('each try asks for its name once, and dials what was answered and checked', async () => {
  await using world = await notifierWorld();
  await using receiver = await webhookReceiver();
  const names = answering(['127.0.0.1'], ['127.0.0.1']);
  await world.startNotifier({}, names);
  const url = `http://hooks.example:${new URL(receiver.url).port}/`;
  for (const tries of [1, 2]) {
    await world.delivery(await world.tell({ url }), 'delivered');
    expect([receiver.received.length, names.questions()]).toEqual([tries, tries]);
  }
});

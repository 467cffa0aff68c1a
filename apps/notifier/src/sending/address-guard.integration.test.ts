import { describe, expect, test } from '@jest/globals';
import { webhookReceiver, type WebhookReceiver } from '@darkroom/testkit';

import type { Lookup } from './address-guard.ts';
import { notifierWorld } from '../test/notifier-world.ts';

const GUARDED = { WEBHOOK_ALLOW_PRIVATE_NETWORKS: 'false' };

/** A name server that answers each question with the next answer: an address list, or null for a name unknown at that moment. */
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
  test.each(['127.0.0.1', '127.0.0.1.', '2130706433', '0x7f.1', '0.0.0.0', '[::1]', '[::ffff:127.0.0.1]', 'localhost'])(
    '%s is refused at once, without a request, and with the reason',
    async (host) => {
      await using world = await notifierWorld();
      await using receiver = await webhookReceiver();
      await world.startNotifier(GUARDED);
      const job = await world.emit({ url: `http://${host}:${portOf(receiver)}/hook?key=hidden` });
      const { id } = await world.delivery(job, 'refused');
      expect(await world.store.deliveries.attempts(id)).toMatchObject([
        { attempt: 1, status: null, error: expect.stringContaining('is not public') },
      ]);
      expect(await world.tries(job)).toMatchObject([{ attempt: 1, error: expect.stringContaining('is not public'), delivery_id: id }]);
      expect(receiver.received).toEqual([]);
      expect(world.logs.join('')).not.toContain('hidden');
    },
  );

  test('under a name with a public and a private address fails at each try', async () => {
    await using world = await notifierWorld();
    await using receiver = await webhookReceiver();
    await world.startNotifier({ ...GUARDED, WEBHOOK_RETRY_DELAYS: '20ms,20ms' }, answering(['8.8.8.8', '127.0.0.1'], ['127.0.0.1'], null));
    const job = await world.emit({ url: `http://hooks.example:${portOf(receiver)}/` });
    const { id } = await world.delivery(job, 'failed', 3);
    expect(receiver.received).toEqual([]);
    expect((await world.store.deliveries.attempts(id)).map(({ error }) => error)).toEqual([
      expect.stringContaining('127.0.0.1 is not public (loopback)'),
      expect.stringContaining('127.0.0.1 is not public (loopback)'),
      'ENOTFOUND',
    ]);
  });

  test('under a name that changes from public to private between tries (rebinding) is not reached', async () => {
    await using world = await notifierWorld();
    await using receiver = await webhookReceiver();
    const options = { ...answering(['8.8.8.8'], ['127.0.0.1']), connectTimeLimitMs: 50 };
    await world.startNotifier({ ...GUARDED, WEBHOOK_RETRY_DELAYS: '20ms' }, options);
    await world.delivery(await world.emit({ url: `http://hooks.example:${portOf(receiver)}/` }), 'failed', 2);
    expect(receiver.received).toEqual([]);
  });

  test('is not called when a receiver redirects to it', async () => {
    await using world = await notifierWorld();
    await using inside = await webhookReceiver();
    await using outside = await webhookReceiver({ answer: () => ({ status: 307, headers: { location: inside.url } }) });
    await world.startNotifier({ WEBHOOK_RETRY_DELAYS: '20ms' });
    await world.delivery(await world.emit({ url: outside.url }), 'failed', 2);
    expect([outside.received.length, inside.received]).toEqual([2, []]);
  });

  test('arrives if the operator allows it', async () => {
    await using world = await notifierWorld();
    await using receiver = await webhookReceiver();
    await world.startNotifier();
    await world.delivery(await world.emit({ url: receiver.url }), 'delivered');
    expect(receiver.received).toHaveLength(1);
  });
});

test('each connection looks up the name once, and leads to the checked address', async () => {
  await using world = await notifierWorld();
  await using receiver = await webhookReceiver();
  const names = answering(['127.0.0.1'], ['127.0.0.1']);
  await world.startNotifier({}, names);
  const url = `http://hooks.example:${portOf(receiver)}/`;
  for (const tries of [1, 2]) {
    await world.delivery(await world.emit({ url }), 'delivered');
    // The second webhook goes over the kept connection.
    expect([receiver.received.length, names.questions()]).toEqual([tries, 1]);
  }
});

function portOf(receiver: WebhookReceiver): string {
  return new URL(receiver.url).port;
}

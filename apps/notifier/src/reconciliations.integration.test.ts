import { partId } from '@darkroom/queue';
import { verifyWebhook, waitFor, webhookReceiver } from '@darkroom/testkit';
import { expect, test } from '@jest/globals';

import { ENDPOINT_SECRET, notifierWorld } from './test/notifier-world.ts';

const DIFFERENCE = { kind: 'getty_only', generation_request_id: 'g-1', job_id: null, fields: [], cost: null };

test('the differences of a reconciliation go to the endpoints of the tenant concerned, with at most 100 of them', async () => {
  await using world = await notifierWorld();
  await using receiver = await webhookReceiver({});
  await world.startNotifier({}, {});
  await world.endpoint(receiver.url, ['reconciliation.differences']);

  const started = await world.store.reconciliations.start({ tenant: null, from: 0, to: 1 });
  if (typeof started === 'string') throw new Error(started);
  const { id } = started.record;
  const part = partId(id, 'acme');
  const taken = await world.store.reconciliationWork.take('a worker');
  const differences = Array.from({ length: 120 }, (_, n) => JSON.stringify({ ...DIFFERENCE, generation_request_id: `g-${n}` }));
  const step = await world.store.reconciliationWork.step(taken!, {
    work: {},
    set: { scope: 'user' },
    views: [
      { id, add: { getty_only: 120 }, differences },
      { id: part, tenant: 'acme', add: { getty_only: 120 }, differences },
      { id: partId(id, 'beta'), tenant: 'beta', add: { matched: 1 }, differences: [] },
    ],
  });
  expect(await world.store.reconciliationWork.end(step!)).toBe(true);

  const webhook = await waitFor(async () => receiver.received[0], { what: 'the webhook' });
  expect(() => verifyWebhook(ENDPOINT_SECRET, webhook)).not.toThrow();
  expect(webhook.body).toMatchObject({
    type: 'reconciliation.differences',
    data: { id: part, object: 'reconciliation', tenant: 'acme', counts: { getty_only: 120 }, differences_omitted: 20 },
  });
  expect((webhook.body.data as unknown as { differences: unknown[] }).differences).toHaveLength(100);
  expect(receiver.received).toHaveLength(1);
});

import { presentReconciliation } from '@darkroom/queue';
import { waitFor } from '@darkroom/testkit';
import { expect, test } from '@jest/globals';

import { foundIn } from '../test/history-world.ts';
import { worldsOfFile } from '../test/world.ts';

const setup = worldsOfFile();

const PRICES = '{"currency":"USD","generation":"0.12"}';

test("a worker compares its jobs with Getty's history: foreign and lost entries, and a held call that was paid", async () => {
  await using world = await setup({
    simulator: { inline_generations: 1, company_history: 'refused' },
    worker: { DARKROOM_PRICES: PRICES, GETTY_HISTORY_SETTLE: '500ms' },
  });
  const from = Date.now() - 60_000;
  await world.worker.start();
  const made = await Promise.all(['a', 'b', 'c', 'd'].map(async (prompt) => world.ended(await world.submit({ prompt }))));
  await world.ended(await world.submit({ prompt: 'of beta' }, 'beta'));
  await world.scenario({ call: 'history' }, { status: '404' }, 20);
  await world.scenario({ call: 'generate' }, { drop: 'after' });
  const held = await world.ended(await world.submit({ prompt: 'held' }));
  expect(held.status).toBe('held');
  await world.control('DELETE', '/__scenarios');
  const { generations } = await world.ledger();
  const paid = generations.find(({ prompt }) => prompt === 'held')!;

  const ids = made.map(({ gettyId }) => gettyId!);
  await world.control('POST', '/__unlisted', { generation_request_ids: [ids[0]] });
  const foreign = (await world.control('POST', '/__foreign', {
    entries: [{ prompt: 'a' }, { prompt: 'a secret' }, { prompt: 'a', made_by: 'colleague' }],
  })) as { generation_request_ids: string[] };

  const started = await world.store.reconciliations.start({ tenant: 'acme', from, to: Date.now() + 60_000 });
  if (typeof started === 'string') throw new Error(started);
  const read = async () => presentReconciliation((await world.store.reconciliations.get(started.record.id))!);
  await waitFor(async () => (await read()).status !== 'running', { what: 'the reconciliation to end' });
  const found = await read();
  expect(found).toMatchObject({
    status: 'completed',
    scope: 'user',
    counts: { matched: 3, ours_only: 1, getty_only: 1, different: 1 },
    cost_difference: '0.12',
  });
  expect(foundIn(found)).toEqual(
    [
      `ours_only ${ids[0]} ${made[0]!.id}`,
      `getty_only ${foreign.generation_request_ids[0]} `,
      `different ${paid.generation_request_id} ${held.id} generation_request_id billing`,
    ].toSorted(),
  );
});

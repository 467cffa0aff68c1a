import type { Difference } from '@darkroom/contracts';
import type { ReconciliationRecord, Store } from '@darkroom/queue';
import { reconcileNext } from '@darkroom/worker/reconciliation/reconcile';

import type { Made } from './getty/ledger.ts';
import type { Violation } from './invariants/invariant.ts';
import { readRecords } from './invariants/records.ts';
import { createProcess } from './processes/simulated-process.ts';
import { workerDeps } from './processes/worker-deps.ts';
import type { World } from './world.ts';

const HOUR_MS = 3_600_000;
const MOST_MS = 6 * HOUR_MS;
const LOOK_AGAIN_MS = 5_000;
const RETENTION_MS = 365 * 24 * HOUR_MS;
/** As many as one reconciliation shows. */
const MOST_SHOWN = 1_000;

/**
 * Compares Getty's history with the records while all processes stand still. Entries of others are planted, and generations that the history
 * does not show: the reconciliation must find these, and otherwise only calls whose outcome is unknown and jobs that are gone. Then Redis and
 * Getty are again as they were.
 */
export async function reconcileAtEnd(world: World): Promise<Violation[]> {
  // What a Redis forgot is rightly different.
  if (world.losses.length > 0) return [];
  const { time, redis } = world;
  for (const { members } of [world.workers, world.notifiers, world.apis]) {
    for (const { process } of members()) process.freeze(2 * MOST_MS);
  }
  const before = await redis.snapshots.take();
  const planted = plant(world);
  const late = new Set([...world.ledger.made.values()].filter(({ id, listedAt }) => listedAt > time.now() && !planted.lost.includes(id)));

  // The ids of reconciliations are not from the world's dice: they must not be in the digest of its trace.
  const trace = { ...world.trace, say: () => undefined };
  const process = createProcess({ time, dice: world.dice.fork('auditor'), trace }, { name: 'auditor', skewMs: 0 });
  const { clock } = process;
  const { store, deps } = workerDeps(world, process, world.dice.fork('chance').next);
  const events = { reconciliationDelayed: () => undefined, reconciliationEnded: () => undefined };

  let found: ReconciliationRecord | undefined;
  let failed: Error | undefined;
  const work = async (): Promise<void> => {
    const id = await startOne(store, { from: time.startAt - HOUR_MS, to: clock.now() + HOUR_MS });
    for (;;) {
      await reconcileNext({ ...deps, store, prices: undefined, retentionMs: RETENTION_MS, events });
      const record = await store.reconciliations.get(id);
      if (record?.status !== 'running') return void (found = record ?? undefined);
      await clock.sleep(LOOK_AGAIN_MS);
    }
  };
  void work().catch((error: Error) => (failed = error));
  await time.runUntil(time.now() + MOST_MS, () => found !== undefined || failed !== undefined);

  const wrong =
    failed !== undefined ? [{ says: `it threw: ${failed.message}`, about: ['auditor'] }] : await judge(world, found, { ...planted, late });
  await deps.getty.close();
  await store.close();
  planted.takeBack();
  await redis.snapshots.putBack(before);
  return wrong;
}

async function startOne(store: Store, times: { from: number; to: number }): Promise<string> {
  const started = await store.reconciliations.start({ tenant: null, ...times });
  if (typeof started === 'string') throw new Error(started);
  return started.record.id;
}

type Planted = { foreign: string[]; lost: string[]; takeBack: () => void };

/** `late`: the history did not show these at the beginning. They may be found, or not. */
type Expected = Planted & { late: ReadonlySet<Made> };

/** A few entries of others, one with the prompt of a tenant, and a few generations that the history does not show. */
function plant({ ledger, time }: World): Planted {
  const made = [...ledger.made.values()];
  const isSettled = ({ at }: Made) => at < time.now() - HOUR_MS;
  const lost = made.filter((one, index) => index % 7 === 3 && isSettled(one)).slice(0, 5);
  const listedAt = new Map(lost.map((one) => [one, one.listedAt]));
  for (const one of lost) one.listedAt = Infinity;
  const prompts = ['a secret of another application', made[0]?.prompt ?? 'another'];
  const foreign = prompts.map((prompt, index): Made => {
    const at = time.startAt + 1_000 * index;
    const paid = { operation: 'generate', source: null, images: 4 } as const;
    return { id: `foreign-${index}`, at, readyAt: at, listedAt: at, prompt, notes: null, productId: 4_711, ...paid, blocked: [] };
  });
  for (const one of foreign) ledger.made.set(one.id, one);
  return {
    foreign: foreign.map(({ id }) => id),
    lost: lost.map(({ id }) => id),
    takeBack: () => {
      for (const [one, at] of listedAt) one.listedAt = at;
      for (const { id } of foreign) ledger.made.delete(id);
    },
  };
}

async function judge(world: World, found: ReconciliationRecord | undefined, { foreign, lost, late }: Expected): Promise<Violation[]> {
  if (found?.status !== 'completed')
    return [{ says: `it is ${found?.status ?? 'still running'} ${found?.error?.message ?? ''}`, about: ['auditor'] }];
  const { jobs } = await readRecords(world);
  const owned = new Map(
    [...jobs]
      .filter(([, job]) => job['type'] === 'generation')
      .flatMap(([id, job]) => [job['getty_id'], ...(job['past_ids'] ?? '').split(' ')].map((one) => [one ?? '', id])),
  );
  const ownerOf = ({ id, notes }: Made): string | undefined => {
    const marked = /\[darkroom:(job_[0-9a-f]+)\./.exec(notes ?? '')?.[1];
    return owned.get(id) ?? (marked !== undefined && jobs.has(marked) ? marked : undefined);
  };
  const wrong: Violation[] = [];
  const complain = (says: string, about: (string | null)[]): void => void wrong.push({ says, about: about.flatMap((one) => one ?? []) });

  const made = [...world.ledger.made.values()];
  const shown = made.filter(({ id }) => !lost.includes(id));
  const { matched, getty_only, different, ours_only } = found.counts;
  // What removed jobs made is of a known tenant, and is not compared.
  const counted = matched + getty_only + different + found.notCompared;
  if (counted > shown.length || counted < shown.length - late.size) {
    complain(`Getty shows ${shown.length} generations, and it counts ${matched}, ${getty_only}, ${different} and ${found.notCompared}`, [
      'auditor',
    ]);
  }
  if (getty_only + ours_only + different > MOST_SHOWN) return wrong;

  const of = (kind: Difference['kind']) => found.differences.filter((difference) => difference.kind === kind);
  // A removed job leaves its mark behind; without marks, that cannot be seen.
  const isOfGone = (one: Made) =>
    ownerOf(one) === undefined && (one.notes?.includes('[darkroom:') || world.plan.settings['GETTY_NOTES'] === 'off');
  const strangers = new Set([...foreign, ...made.filter(isOfGone).map(({ id }) => id)]);
  for (const { generation_request_id: id, job_id: job } of of('getty_only')) {
    // A second generation of one call has its job; the bills say whether that is right.
    if (job === null && !strangers.has(id ?? '')) complain(`${id} is Getty's only, and nobody planted it`, [id]);
  }
  for (const id of foreign) {
    if (!of('getty_only').some((difference) => difference.generation_request_id === id))
      complain(`${id} is not reported as Getty's only`, [id]);
  }
  const reported = new Set(of('ours_only').map(({ job_id }) => String(job_id)));
  for (const one of made.filter(({ id }) => lost.includes(id))) {
    const owner = ownerOf(one);
    if (owner !== undefined && !reported.has(owner)) complain(`${one.id} is lost, and not reported as ours only`, [owner, one.id]);
  }
  const lostJobs = new Set(made.filter((one) => lost.includes(one.id) || late.has(one)).map(ownerOf));
  for (const job of reported) {
    const fields = jobs.get(job);
    const isOpen = fields?.['billing'] === 'unknown' || / u /.test(fields?.['calls'] ?? '');
    if (!isOpen && !lostJobs.has(job)) complain(`${job} is reported as ours only, and Getty has it`, [job]);
  }
  return wrong;
}

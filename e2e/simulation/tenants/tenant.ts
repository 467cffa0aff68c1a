import { isFinal, type JobId, type JobType } from '@darkroom/contracts';

import type { TenantPlan } from '../plan.ts';
import type { Dice } from '../time/dice.ts';
import type { World } from '../world.ts';
import { startMeddling } from './meddle.ts';
import { arbitraryChain, arbitraryOperation } from './operations.ts';
import { arbitraryGeneration } from './requests.ts';

/** How long a client waits for an answer before it asks again under the same key. */
const PATIENCE_MS = 10_000;
const AGAIN = { again: true, patienceMs: PATIENCE_MS };
const ONCE = { again: false, patienceMs: PATIENCE_MS };

/** A tenant and its clients: they submit, cancel, retry and resolve, and ask again when they got no answer. */
export function startTenant(world: World, plan: TenantPlan): void {
  const { time, book, internet } = world;
  const dice = world.dice.fork(`tenant ${plan.name}`);
  const ofOperations = world.dice.fork(`operations of ${plan.name}`);
  const startAt = time.now();
  let number = 0;

  const submitOne = (): void => {
    number++;
    const now = time.now();
    const key = dice.chance(plan.keyed) ? `key-${number}` : undefined;
    if (ofOperations.chance(plan.operations)) {
      const source = arbitrarySource(world, plan, ofOperations);
      if (source) return void submit('generation', arbitraryOperation(plan, ofOperations, { source, now, number }), key);
    }
    if (ofOperations.chance(plan.redone)) {
      const generated_asset_id = arbitraryAsset(world, plan, ofOperations);
      const more = ofOperations.chance(plan.sentAgain) ? { on_unknown: 'retry' } : {};
      const size_name = ofOperations.pick(['1k', '4k']);
      if (generated_asset_id !== undefined) return void submit('download', { generated_asset_id, size_name, ...more }, key);
    }
    if (dice.chance(plan.batches)) {
      if (ofOperations.chance(plan.chains)) {
        return void submitBatch({ jobs: arbitraryChain(plan, ofOperations, { now, number }) }, key);
      }
      const jobs = Array.from({ length: dice.whole(1, 8) }, () => ({
        type: 'generation',
        ...arbitraryGeneration(plan, dice, { now, number: number++ }),
      }));
      void submitBatch({ jobs }, key);
      return;
    }
    const parent = dice.chance(plan.manual) ? succeededOf(world, plan.name, dice.next()) : undefined;
    if (parent !== undefined) void submit('download', { job_id: parent, index: dice.whole(0, 3), size_name: dice.pick(['1k', '4k']) }, key);
    else void submit('generation', arbitraryGeneration(plan, dice, { now, number }), key);
  };

  const note = (id: JobId, type: JobType): void => {
    if (book.accepted.has(id)) return;
    book.accepted.set(id, { id, tenant: plan.name, type, at: time.now(), hostile: plan.hostile, mayPayAgain: false, retries: 0 });
    if (dice.chance(plan.canceled)) time.in(dice.spread(10, 120_000), () => void cancel(id, type));
  };

  const submit = async (type: JobType, body: unknown, key: string | undefined): Promise<void> => {
    const id = await world.ask(`${plan.name} submits a ${type}`, (api) => api.submit(plan.name, type, body, key), {
      again: key !== undefined,
      patienceMs: PATIENCE_MS,
    });
    if (id !== undefined) note(id, type);
  };

  const submitBatch = async (body: { jobs: unknown[] }, key: string | undefined): Promise<void> => {
    const batch = await world.ask(`${plan.name} submits a batch`, (api) => api.submitBatch(plan.name, body, key), {
      again: key !== undefined,
      patienceMs: PATIENCE_MS,
    });
    if (batch) book.batches.push({ tenant: plan.name, id: batch.id });
    for (const { id, type } of batch?.jobs ?? []) note(id, type);
  };

  const cancel = async (id: JobId, type: JobType): Promise<void> => {
    const stopped = await world.ask(`${plan.name} cancels ${id}`, (api) => api.cancel(id, type), AGAIN);
    const accepted = book.accepted.get(id);
    if (stopped && accepted && (stopped.outcome === 'stopped' || stopped.outcome === 'asked')) accepted.canceledAt = time.now();
  };

  const makeEndpoint = async (host: string): Promise<void> => {
    const made = await world.ask(
      `${plan.name} makes an endpoint`,
      (api) => api.createEndpoint(plan.name, { url: `https://${host}/hook` }),
      ONCE,
    );
    if (made !== undefined) book.endpoints.push({ tenant: plan.name, host, madeAt: time.now() });
  };

  /** Looks at what has ended or is held, and does something about some of it. */
  const lookAround = async (): Promise<void> => {
    for (const accepted of book.accepted.values()) {
      const status = book.status(accepted.id);
      if (accepted.tenant !== plan.name || status === undefined) continue;
      const { id } = accepted;
      if (status === 'held' && dice.chance(plan.resolved)) {
        const again = dice.chance(0.5);
        if (again) accepted.mayPayAgain = true;
        const resolution = again ? ({ action: 'retry', confirm_cost: true } as const) : ({ action: 'fail' } as const);
        await world.ask(`${plan.name} resolves ${id}`, (api) => api.resolve(id, resolution), AGAIN);
      } else if (isFinal(status) && status !== 'succeeded' && accepted.retries < 2 && dice.chance(plan.retried)) {
        const confirmCost = dice.chance(0.5);
        if (confirmCost) accepted.mayPayAgain = true;
        accepted.retries++;
        await world.ask(`${plan.name} retries ${id}`, (api) => api.retry(id, confirmCost), AGAIN);
      }
    }
  };

  if (plan.meddlesEveryMs < Infinity) startMeddling(world, plan);
  if (plan.webhooks) internet.behave(`${plan.name}.hooks.example`, plan.webhooks);
  plan.endpoints.forEach((manner, index) => {
    const host = `e${index}.${plan.name}.example`;
    internet.behave(host, manner);
    void makeEndpoint(host);
  });
  for (const { atMs, jobs } of plan.bursts) {
    time.at(startAt + atMs, () => {
      for (let job = 0; job < jobs; job++) submitOne();
    });
  }
  if (plan.everyMs < Infinity) {
    const arrive = (): void => {
      if (time.now() > startAt + plan.untilMs) return;
      submitOne();
      time.in(-plan.everyMs * Math.log(1 - dice.next()), arrive);
    };
    time.at(startAt + plan.fromMs, arrive);
  }
  time.every(
    () => 30_000,
    async () => {
      void lookAround();
      return time.now() < startAt + world.plan.activeMs;
    },
  );
}

/** One of the tenant's generations that have succeeded. */
function succeededOf({ book }: World, tenant: string, at: number): JobId | undefined {
  const found = [...book.accepted.values()].filter(
    ({ id, type, tenant: owner }) => owner === tenant && type === 'generation' && book.status(id) === 'succeeded',
  );
  return found[Math.floor(at * found.length)]?.id;
}

/** One of the tenant's jobs in any state, by its id or Getty's; now and then one that is not its own, or an asset. */
function arbitrarySource({ book, ledger }: World, plan: TenantPlan, dice: Dice): Record<string, unknown> | undefined {
  const isOdd = dice.chance(plan.odd);
  const jobs = [...book.accepted.values()].filter(({ tenant, type }) => isOdd || (tenant === plan.name && type === 'generation'));
  if (jobs.length === 0 || dice.chance(0.05)) return dice.chance(0.5) ? { asset_id: '1279463041' } : undefined;
  // Mostly a late one, so that some have not ended.
  const { id } = dice.chance(0.5) ? jobs.at(-1)! : dice.pick(jobs);
  const index = dice.chance(0.7) ? 0 : dice.whole(0, 3);
  const made = dice.chance(0.3) ? ledger.ofJob(id)[0] : undefined;
  return made ? { generation_request_id: made.id, index } : { job_id: id, index };
}

/** A file that the tenant downloaded; now and then another's. */
function arbitraryAsset({ book, ledger }: World, plan: TenantPlan, dice: Dice): string | undefined {
  const isOdd = dice.chance(plan.odd);
  const own = [...book.accepted.values()].filter(({ tenant }) => tenant === plan.name);
  const made = new Set(own.flatMap(({ id }) => ledger.ofJob(id).map((one) => one.id)));
  const assets = ledger.taken.filter(({ image }) => isOdd || made.has(image.split('.')[0]!));
  return assets.length === 0 ? undefined : dice.pick(assets).assetId;
}

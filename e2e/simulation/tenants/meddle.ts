import { isFinal, type BatchId, type EndpointId, type JobId } from '@darkroom/contracts';

import type { Accepted } from '../book.ts';
import type { TenantPlan } from '../plan.ts';
import type { Api } from '../processes/api.ts';
import type { Manner } from '../receivers/internet.ts';
import type { Dice } from '../time/dice.ts';
import type { World } from '../world.ts';

const PATIENCE = { again: false, patienceMs: 10_000 };
const MOST_ENDPOINTS = 6;

/** What a tenant can do here besides submitting, and what it knows for that. */
type Meddler = {
  world: World;
  plan: TenantPlan;
  dice: Dice;
  endpoints: EndpointId[];
  ask: <T>(what: string, call: (api: Api) => Promise<T>) => Promise<T | undefined>;
};

/**
 * A tenant that does odd things again and again through all commands that the api has: adopts what is not its own, changes and removes jobs,
 * makes endpoints and breaks them. To add one: a line in `DEEDS`. Who is hostile also agrees to pay again for everything.
 */
export function startMeddling(world: World, plan: TenantPlan): void {
  const dice = world.dice.fork(`meddler ${plan.name}`);
  const startAt = world.time.now();
  const ask: Meddler['ask'] = (what, call) => world.ask(`${plan.name} ${what}`, call, PATIENCE);
  const meddler: Meddler = { world, plan, dice, endpoints: [], ask };
  world.time.every(
    () => Math.round(Math.max(50, -plan.meddlesEveryMs * Math.log(1 - dice.next()))),
    () => {
      if (world.time.now() > startAt + plan.untilMs) return false;
      void dice.pick(DEEDS)(meddler);
      return true;
    },
  );
}

const MANNERS: Manner[] = ['well', 'slow', 'hangs', 'fails', 'gone', 'echoes', 'no_name', 'private'];

const DEEDS: ((meddler: Meddler) => Promise<unknown>)[] = [
  async (meddler) => {
    const held = jobs(meddler, ({ status }) => status === 'held');
    if (!held) return;
    const resolution = adoption(meddler, held.id);
    meddler.world.book.adopts.add(held.id);
    await meddler.ask(`adopts ${resolution.generation_request_id} for ${held.id}`, (api) => api.resolve(held.id, resolution));
  },
  async (meddler) => {
    const job = jobs(meddler);
    if (job) await meddler.ask(`changes ${job.id}`, (api) => api.change(job.id, change(meddler)));
  },
  async (meddler) => {
    const job = jobs(meddler, ({ status }) => isFinal(status));
    if (!job) return;
    meddler.world.book.removed.add(job.id);
    await meddler.ask(`removes ${job.id}`, (api) => api.remove(job.id));
  },
  async (meddler) => {
    const job = jobs(meddler, ({ status, type }) => isFinal(status) && status !== 'succeeded' && type === 'download');
    if (!job) return;
    const confirmCost = meddler.dice.chance(0.5);
    if (confirmCost) job.mayPayAgain = true;
    await meddler.ask(`retries ${job.id}`, (api) => api.retry(job.id, confirmCost));
  },
  async (meddler) => {
    const job = jobs(meddler);
    if (job) await meddler.ask(`has a delivery of ${job.id} sent again`, (api) => api.redeliver(job.id));
  },
  async ({ world, plan, dice, ask }) => {
    const batches = world.book.batches.filter(({ tenant }) => tenant === plan.name);
    if (batches.length > 0) await cancelBatch(ask, dice.pick(batches).id);
  },
  async (meddler) => {
    const ids = someJobs(meddler);
    await meddler.ask('cancels several jobs', (api) => api.cancelAll(meddler.plan.name, ids));
  },
  async (meddler) => {
    const { plan, dice, world } = meddler;
    const ids = someJobs(meddler);
    const confirmCost = plan.hostile && dice.chance(0.3);
    if (confirmCost) for (const accepted of world.book.accepted.values()) if (accepted.tenant === plan.name) accepted.mayPayAgain = true;
    await meddler.ask('retries several jobs', (api) => api.retryAll(plan.name, ids, confirmCost));
  },
  async ({ world, plan, dice, endpoints, ask }) => {
    if (endpoints.length >= MOST_ENDPOINTS) return;
    const host = `m${endpoints.length}.${plan.name}.example`;
    world.internet.behave(host, dice.pick(MANNERS));
    const url = dice.chance(0.1) ? 'https://[::1]/\ud800' : `https://${host}/hook`;
    const id = await ask(`makes an endpoint at ${host}`, (api) => api.createEndpoint(plan.name, { url }));
    if (id !== undefined) endpoints.push(id);
  },
  onEndpoint('switches an endpoint', (api, id, { dice }) =>
    api.changeEndpoint(id, { status: dice.pick(['enabled', 'disabled'] as const) }),
  ),
  onEndpoint('moves an endpoint', (api, id, { plan, dice }) =>
    api.changeEndpoint(id, { url: `https://m${dice.whole(0, 9)}.${plan.name}.example/` }),
  ),
  onEndpoint('rotates an endpoint', (api, id) => api.rotateEndpoint(id)),
  onEndpoint('tests an endpoint', (api, id) => api.testEndpoint(id)),
  onEndpoint('recovers an endpoint', (api, id, { world, dice }) =>
    api.recoverEndpoint(id, world.time.now() - dice.spread(1_000, 3_600_000)),
  ),
  async ({ plan, dice, endpoints, ask }) => {
    if (endpoints.length === 0 || dice.chance(0.7)) return;
    const [id] = endpoints.splice(dice.whole(0, endpoints.length - 1), 1);
    await ask('removes an endpoint', (api) => api.removeEndpoint(id!, plan.name));
  },
  ({ plan, ask }) => ask('rotates its secret', (api) => api.rotateSecret(plan.name)),
  ({ plan, dice, ask }) => {
    const [id, definition] = budget(dice);
    return ask(`sets its budget ${id} to ${definition.limit}`, (api) => api.putBudget(plan.name, id, definition));
  },
  async ({ plan, dice, ask }) => {
    const id = dice.pick(BUDGETS);
    if (dice.chance(0.3)) await ask(`removes its budget ${id}`, (api) => api.removeBudget(plan.name, id));
  },
];

function onEndpoint(what: string, deed: (api: Api, id: EndpointId, meddler: Meddler) => Promise<unknown>) {
  return async (meddler: Meddler): Promise<void> => {
    if (meddler.endpoints.length === 0) return;
    const id = meddler.dice.pick(meddler.endpoints);
    await meddler.ask(what, (api) => deed(api, id, meddler));
  };
}

/** Few names, so that budgets are changed, and made again after they were removed. A name always has the same scope. */
export const BUDGETS = ['generations', 'downloads', 'daily'] as const;

function budget(dice: Dice) {
  const id = dice.pick(BUDGETS);
  const definition = {
    unit: id === 'downloads' ? 'downloads' : 'generations',
    limit: String(dice.spread(1, 60)),
    period: id === 'daily' ? 'day' : 'total',
    when_used_up: dice.pick(['reject', 'wait'] as const),
  };
  return [id, definition] as const;
}

async function cancelBatch(ask: Meddler['ask'], id: BatchId): Promise<void> {
  await ask(`cancels ${id}`, (api) => api.cancelBatch(id));
}

type Known = Pick<Accepted, 'type'> & { status: Parameters<typeof isFinal>[0] };

/** One of its own jobs, with the status of its last event. */
function jobs({ world: { book }, plan, dice }: Meddler, which: (job: Known) => boolean = () => true): Accepted | undefined {
  const mine = [...book.accepted.values()].filter(({ id, tenant, type }) => {
    const status = book.status(id);
    return tenant === plan.name && !book.removed.has(id) && status !== undefined && which({ status, type });
  });
  return mine.length === 0 ? undefined : dice.pick(mine);
}

/** Some of its own and of others'; undefined: all of its own. */
function someJobs({ world: { book }, dice }: Meddler): JobId[] | undefined {
  if (dice.chance(0.1)) return undefined;
  const all = [...book.accepted.values()].map(({ id }) => id);
  return all.length === 0 ? [] : Array.from({ length: dice.whole(1, 4) }, () => dice.pick(all));
}

/** Getty's id of the job's generation, of another's, or one that does not exist. */
function adoption({ world: { ledger }, dice }: Meddler, id: string) {
  const own = ledger.ofJob(id)[0]?.id;
  const others = [...ledger.made.keys()];
  const named = dice.pick([
    own,
    own,
    others.length > 0 ? dice.pick(others) : undefined,
    'nonsense',
    '../../token',
    'x'.repeat(200),
    undefined,
  ]);
  return { action: 'adopt' as const, generation_request_id: named, confirm_mismatch: dice.chance(0.5) };
}

function change({ world, dice }: Meddler): Record<string, unknown> {
  const at = (ms: number): string => new Date(world.time.now() + ms).toISOString();
  return dice.pick([
    { priority: dice.whole(-100, 100) },
    { priority: null, metadata: { changed: 'yes' } },
    { deadline: at(dice.spread(1_000, 600_000)) },
    { deadline: null, run_at: null },
    { run_at: at(dice.spread(1_000, 120_000)) },
    { metadata: { text: '\ud800' } },
    {},
  ]);
}

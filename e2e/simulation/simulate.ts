import type { Invariant, Violation } from './invariants/invariant.ts';
import { INVARIANTS } from './invariants/all.ts';
import { atOneMoment } from './invariants/records.ts';
import { isQuiet } from './is-quiet.ts';
import { letRetentionPass } from './let-retention-pass.ts';
import { OPEN_WAY } from './getty/network.ts';
import { reconcileAtEnd } from './reconcile-at-end.ts';
import { startTenant } from './tenants/tenant.ts';
import { startWeather } from './weather/weather.ts';
import { createWorld, type World, type WorldOptions } from './world.ts';

/** How often the invariants are looked at, in ms of the world. */
const LOOK_MS = 5_000;
const LONGEST_LOOK_MS = 300_000;
const LINES_OF_STORY = 40;
const RECONCILED = 'a reconciliation finds what was planted';
/** So long after the weather has ended the limits are in use again, and what waited is sent. */
const WATCHED_AFTER_MS = 10 * 60_000;

/** What one world came to. */
export type SimulationReport = {
  seed: string;
  /** Empty where everything held. */
  broken: { invariant: string; says: string; story: string[] }[];
  /** Of everything that happened. */
  digest: string;
  steps: number;
  jobs: number;
  /** How long it lasted, by its own clock. */
  lastedMs: number;
};

/** One more thing that must hold, or something that the world does besides: for named scenarios. */
export type Extras = { invariants?: Invariant[]; prepare?: (world: World) => void };

/** Lets one world happen, from its beginning until nothing is left to do in it, or something does not hold. */
export async function simulate(options: WorldOptions, { invariants = [], prepare }: Extras = {}): Promise<SimulationReport> {
  const world = createWorld(options);
  const { time, plan } = world;
  const { goesOn = () => true } = options;
  const all = [...INVARIANTS, ...invariants];
  let broken: SimulationReport['broken'] = [];
  try {
    await begin(world);
    prepare?.(world);
    broken = (await active(world, all)) ?? (await drained(world, all));
    return {
      seed: options.seed,
      broken,
      digest: world.trace.digest(),
      steps: world.trace.count(),
      jobs: world.book.accepted.size,
      lastedMs: time.now() - time.startAt,
    };
  } finally {
    await world.close();
  }

  async function active(of: World, judges: Invariant[]): Promise<SimulationReport['broken'] | undefined> {
    let [lookMs, seen] = [LOOK_MS, -1];
    while (time.now() < time.startAt + plan.activeMs && goesOn()) {
      await time.runUntil(Math.min(time.now() + lookMs, time.startAt + plan.activeMs));
      // While nothing happens there is nothing new to see.
      lookMs = of.activity.count() === seen ? Math.min(lookMs * 1.5, LONGEST_LOOK_MS) : LOOK_MS;
      seen = of.activity.count();
      const found = await look(of, judges, 'now');
      if (found.length > 0) return found;
    }
    return undefined;
  }

  /** The world becomes healthy, and gets time. */
  async function drained(of: World, judges: Invariant[]): Promise<SimulationReport['broken']> {
    heal(of);
    const until = time.now() + plan.drainMs;
    let lookMs = LOOK_MS;
    while (time.now() < until && goesOn()) {
      await time.runUntil(Math.min(time.now() + lookMs, until));
      lookMs = Math.min(lookMs * 1.5, LONGEST_LOOK_MS);
      const found = await look(of, judges, 'now');
      if (found.length > 0) return found;
      if (await isQuiet(of)) break;
    }
    if (!goesOn()) return [];
    const found = await look(of, judges, 'end');
    if (found.length > 0) return found;
    const differences = await reconcileAtEnd(of);
    if (differences.length > 0) return report(of, RECONCILED, differences);
    await letRetentionPass(of);
    return look(of, judges, 'gone');
  }
}

async function begin(world: World): Promise<void> {
  const { plan, time } = world;
  // As the api says at its start: WEBHOOK_SECRET is for an only tenant.
  await world.redis.raw.sadd(`${world.redis.root}:tenants-with-keys`, ...plan.tenants.map(({ name }) => name));
  world.redis.loseAnswers(plan.resent);
  for (const { skewMs } of plan.workers) world.workers.addOne(skewMs);
  for (const { skewMs } of plan.notifiers) world.notifiers.addOne(skewMs);
  world.apis.addOne(0);
  world.apis.addOne(0);
  for (const tenant of plan.tenants) startTenant(world, tenant);
  world.witness.watchUntil(time.now() + plan.activeMs + WATCHED_AFTER_MS);
  for (const weather of plan.weather) time.at(time.startAt + weather.atMs, () => startWeather(world, weather));
}

/** No weather any more, and Getty as it was at the beginning. */
function heal(world: World): void {
  world.trace.say('weather', 'the world is healthy from now on');
  for (const ending of world.endings) ending();
  world.endings.clear();
  world.redis.loseAnswers(0);
  Object.assign(world.account.settings, structuredClone(world.plan.account));
  world.account.beginDay();
  Object.assign(world.network.settings, { ...OPEN_WAY, latencyMs: world.plan.way.latencyMs });
  // Jobs that wait for one go on.
  for (const { tenant, id } of world.book.budgets()) {
    void world.ask(`${tenant} removes its budget ${id}`, (api) => api.removeBudget(tenant, id), { again: true, patienceMs: 10_000 });
  }
}

async function look(world: World, invariants: Invariant[], moment: 'now' | 'end' | 'gone'): Promise<SimulationReport['broken']> {
  await world.spy.look();
  return atOneMoment(world, async () => {
    for (const { name, [moment]: judge } of invariants) {
      const violations: Violation[] = (await judge?.(world)) ?? [];
      if (violations.length > 0) return report(world, name, violations);
    }
    return [];
  });
}

function report(world: World, invariant: string, violations: Violation[]): SimulationReport['broken'] {
  return violations.slice(0, 5).map(({ says, about }) => ({ invariant, says, story: world.trace.about(about, LINES_OF_STORY) }));
}

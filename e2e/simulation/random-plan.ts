import { CALM } from './getty/account.ts';
import { OPEN_WAY } from './getty/network.ts';
import type { Plan, TenantPlan, WeatherPlan } from './plan.ts';
import type { Dice } from './time/dice.ts';
import { WEATHER_KINDS } from './weather/weather.ts';

const MINUTES = 60_000;

/** What a seed says of its world. */
export function randomPlan(dice: Dice): Plan {
  // Most are short, so that many fit into a test run; some pauses and deadlines show themselves only in the long ones.
  const activeMs = dice.chance(0.75) ? dice.spread(MINUTES, 4 * MINUTES) : dice.spread(4 * MINUTES, 40 * MINUTES);
  const tenants = Array.from({ length: dice.whole(2, 6) }, (_, index) => randomTenant(dice.fork(`tenant ${index}`), index, activeMs));
  return {
    activeMs,
    drainMs: 80 * 60 * MINUTES,
    tenants,
    workers: Array.from({ length: dice.whole(1, 3) }, () => ({ skewMs: dice.chance(0.5) ? 0 : dice.whole(-2_000, 2_000) })),
    notifiers: Array.from({ length: dice.whole(1, 2) }, () => ({ skewMs: dice.chance(0.7) ? 0 : dice.whole(-2_000, 2_000) })),
    settings: {
      CONCURRENCY: String(dice.spread(2, 40)),
      ...(dice.chance(0.2) && { GETTY_MAX_PENDING: String(dice.whole(2, 20)) }),
      ...(dice.chance(0.2) && { GETTY_MAX_QPS: String(dice.whole(2, 30)) }),
    },
    notifierSettings: { CONCURRENCY: String(dice.spread(2, 40)) },
    account: {
      ...CALM,
      pending: dice.spread(2, 60),
      queries: dice.spread(3, 100),
      generationMs: { least: 500, most: dice.spread(2_000, 90_000) },
      historyLagMs: { least: 0, most: dice.spread(100, 50_000) },
      inline: dice.pick([0, 0, 0.3]),
      blocked: dice.pick([0, 0, 0.1]),
      tokenLifeS: dice.pick([1_800, 1_800, 90]),
    },
    way: { ...OPEN_WAY, latencyMs: { least: 1, most: dice.spread(5, 1_500) } },
    resent: dice.pick([0, 0.005, 0.05]),
    weather: randomWeather(dice.fork('weather'), activeMs),
  };
}

function randomTenant(dice: Dice, index: number, activeMs: number): TenantPlan {
  const hostile = index > 0 && dice.chance(0.35);
  const share = (most: number): number => (dice.chance(0.5) ? 0 : most * dice.next());
  return {
    name: `${hostile ? 'hostile' : 'tenant'}-${index}`,
    hostile,
    fromMs: dice.whole(0, activeMs / 4),
    untilMs: activeMs,
    everyMs: Math.max(activeMs / dice.spread(3, 40), 300),
    bursts: dice.chance(hostile ? 0.8 : 0.3) ? [{ atMs: dice.whole(0, activeMs), jobs: dice.spread(5, hostile ? 120 : 30) }] : [],
    batches: share(0.3),
    chained: share(0.6),
    manual: share(0.4),
    operations: dice.fork('operations').pick([0, 0.2, 0.5]),
    redone: dice.fork('redone').pick([0, 0, 0.2]),
    chains: dice.fork('chains').pick([0, 0.5, 1]),
    canceled: share(0.4),
    deadlines: share(0.3),
    scheduled: share(0.3),
    sentAgain: share(0.5),
    keyed: dice.pick([0, 0.5, 1]),
    odd: hostile ? 0.5 : share(0.2),
    retried: share(0.5),
    resolved: share(0.9),
    meddlesEveryMs: dice.fork('meddling').chance(hostile ? 0.7 : 0.3) ? activeMs / dice.fork('deeds').spread(4, 60) : Infinity,
    productId: dice.pick([undefined, 1, 2]),
    webhooks: dice.chance(0.7) ? (hostile ? dice.pick(['well', 'hangs', 'fails', 'gone', 'echoes', 'slow'] as const) : 'well') : undefined,
    endpoints: hostile
      ? Array.from({ length: dice.pick([0, 1, 12]) }, () => dice.pick(['hangs', 'fails', 'echoes', 'no_name'] as const))
      : Array.from({ length: dice.whole(0, 2) }, () => 'well' as const),
  };
}

function randomWeather(dice: Dice, activeMs: number): WeatherPlan[] {
  const kinds = WEATHER_KINDS.filter(() => dice.chance(0.35));
  if (kinds.length === 0) return [];
  return Array.from({ length: dice.whole(0, 12) }, () => ({
    atMs: dice.whole(0, activeMs),
    kind: dice.pick(kinds),
    forMs: dice.spread(1_000, activeMs / 2),
  })).toSorted((a, b) => a.atMs - b.atMs);
}

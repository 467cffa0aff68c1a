import { CALM } from '../getty/account.ts';
import { OPEN_WAY } from '../getty/network.ts';
import type { Plan, TenantPlan } from '../plan.ts';

const MINUTES = 60_000;

/** A world in which all goes well: what a named scenario changes about it is what the scenario is about. */
export function calmPlan(change: Partial<Plan> = {}): Plan {
  return {
    activeMs: 5 * MINUTES,
    drainMs: 48 * 60 * MINUTES,
    tenants: [calmTenant()],
    workers: [{ skewMs: 0 }, { skewMs: 0 }],
    notifiers: [{ skewMs: 0 }],
    settings: {},
    notifierSettings: {},
    account: CALM,
    way: OPEN_WAY,
    resent: 0,
    weather: [],
    ...change,
  };
}

/** A tenant who submits a generation each ten seconds, and wants to hear of each at one address. */
export function calmTenant(change: Partial<TenantPlan> = {}): TenantPlan {
  return {
    name: 'acme',
    hostile: false,
    fromMs: 0,
    untilMs: 5 * MINUTES,
    everyMs: 10_000,
    bursts: [],
    batches: 0,
    chained: 0,
    manual: 0,
    operations: 0,
    redone: 0,
    chains: 0,
    canceled: 0,
    deadlines: 0,
    scheduled: 0,
    sentAgain: 0,
    keyed: 1,
    odd: 0,
    retried: 0,
    resolved: 0,
    meddlesEveryMs: Infinity,
    productId: undefined,
    webhooks: 'well',
    endpoints: [],
    ...change,
  };
}

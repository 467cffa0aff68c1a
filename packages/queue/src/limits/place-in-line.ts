import type { Tenant } from '@darkroom/contracts';

/** A tenant in the fair line: its virtual time, and the number of its waiting jobs. */
export type WaitingTenant = { tenant: Tenant; time: number; jobs: number };

/**
 * The position of a job in the fair line (1: it is next), in the order of `slots.lua`. Each slot goes to the tenant with the smallest
 * virtual time, ties in the order of Redis' sorted sets, and costs it one. `own`: the virtual time of the job's tenant, and the number of
 * that tenant's jobs served before it.
 */
export function placeInLine(waiting: readonly WaitingTenant[], own: { tenant: Tenant; time: number; ahead: number }): number {
  const turn = own.time + own.ahead; // the virtual time at which the job is served
  const before = waiting.map(({ tenant, time, jobs }) => {
    if (tenant === own.tenant) return 0;
    const goesFirst = Buffer.compare(Buffer.from(tenant), Buffer.from(own.tenant)) < 0;
    const turns = goesFirst ? Math.floor(turn - time) + 1 : Math.ceil(turn - time);
    return Math.min(jobs, Math.max(0, turns));
  });
  return 1 + own.ahead + before.reduce((sum, jobs) => sum + jobs, 0);
}

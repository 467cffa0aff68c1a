import type { Tenant } from '@darkroom/contracts';

/** A tenant that waits in the fair line: its virtual time, and how many of its jobs wait. */
export type WaitingTenant = { tenant: Tenant; time: number; jobs: number };

/**
 * Which place a job has in the fair line (1: it is next), as `slots.lua` will serve it: each slot goes to the tenant with the least
 * virtual time, equal ones in the order of Redis' sorted sets, and costs it one. `own`: the virtual time of the job's tenant, and how many
 * of that tenant's jobs are served before it.
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

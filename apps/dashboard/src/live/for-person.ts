import type { LimitsNow, NewestAside, TenantCounts } from '@darkroom/queue';

import { sees, type Person } from '../login/person.ts';
import type { LiveEvents } from './live-events.ts';

type Sent = { [Name in keyof LiveEvents]: { event: Name; data: LiveEvents[Name] } }[keyof LiveEvents];

/** What a person may see of an event: only their tenants, if they are limited to some. Null: nothing. */
export function forPerson(person: Person, sent: Sent): Sent | null {
  if (person.tenants === null) return sent;
  switch (sent.event) {
    case 'snapshot': {
      const { counts, limits, aside, now } = sent.data;
      const data = { now, counts: countsFor(person, counts), limits: limitsFor(person, limits), aside: asideFor(person, aside) };
      return { event: sent.event, data };
    }
    case 'moved': {
      const jobs = sent.data.jobs.filter(({ tenant }) => sees(person, tenant));
      return jobs.length > 0 || sent.data.isPart ? { event: sent.event, data: { jobs, isPart: sent.data.isPart } } : null;
    }
    case 'counts':
      return { event: sent.event, data: { counts: countsFor(person, sent.data.counts) } };
    case 'limits':
      return { event: sent.event, data: { limits: limitsFor(person, sent.data.limits) } };
    case 'aside':
      return { event: sent.event, data: { aside: asideFor(person, sent.data.aside) } };
    case 'store':
      return sent;
  }
}

export function countsFor(person: Person, counts: TenantCounts): TenantCounts {
  return Object.fromEntries(Object.entries(counts).filter(([tenant]) => sees(person, tenant)));
}

/** The limits are those of the account; who waits for them is not for others. */
function limitsFor(person: Person, limits: LimitsNow): LimitsNow {
  const waiting = Object.fromEntries(Object.entries(limits.pending.waiting).filter(([tenant]) => sees(person, tenant)));
  return { ...limits, pending: { ...limits.pending, waiting } };
}

/** How many there are is known of all tenants together only. */
function asideFor(person: Person, { newest }: NewestAside): NewestAside {
  const own = newest.filter(({ tenant }) => sees(person, tenant));
  return { count: own.length, newest: own };
}

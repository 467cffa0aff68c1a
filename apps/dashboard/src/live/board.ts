import type { JobId } from '@darkroom/contracts';
import type { JobRecord, LimitsNow, NewestAside, TenantCounts } from '@darkroom/queue';

import { jobCard, type JobCard } from '../jobs/job-card.ts';
import type { LiveState } from './live-events.ts';

/** What every browser shows at this moment, and so what a change is measured against. */
export type Board = ReturnType<typeof createBoard>;

/** A look at the store: the jobs to show, how many there are, Getty's limits, and events that were set aside. */
export type Look = { records: JobRecord[]; counts: TenantCounts; limits: LimitsNow; aside: NewestAside };

/** Changes for the browsers; an absent field has not changed. */
export type Changes = { jobs?: JobCard[]; gone?: JobId[]; counts?: TenantCounts; limits?: LimitsNow; aside?: NewestAside };

export function createBoard() {
  let cards = new Map<JobId, JobCard>();
  let counts: TenantCounts = {};
  let limits: LimitsNow | null = null;
  let aside: NewestAside = { count: 0, newest: [] };

  /** Takes over a reading. If an event has already brought a later state than a reading that began before, the later state stays. */
  const replace = (look: Look): Changes => {
    const next = new Map<JobId, JobCard>();
    const changed: JobCard[] = [];
    for (const record of look.records) {
      const known = cards.get(record.id);
      const card = known && known.seq > record.seq ? known : jobCard(record);
      next.set(card.id, known && same(known, card) ? known : card);
      if (!known || !same(known, card)) changed.push(card);
    }
    const gone = [...cards.keys()].filter((id) => !next.has(id));
    const counted = !same(counts, look.counts);
    const limited = !same(limits, look.limits);
    const wasSetAside = !same(aside, look.aside);
    cards = next;
    ({ counts, limits, aside } = look);
    return {
      ...(changed.length > 0 && { jobs: changed }),
      ...(gone.length > 0 && { gone }),
      ...(counted && { counts }),
      ...(limited && { limits }),
      ...(wasSetAside && { aside }),
    };
  };

  /** Takes over an event, and returns the change, or null for an old state or a job too old to be shown. */
  const applyEvent = (record: JobRecord): JobCard | null => {
    const known = cards.get(record.id);
    if (known ? known.seq >= record.seq : !belongs(record)) return null;
    const card = jobCard(record);
    cards.set(card.id, card);
    return card;
  };

  const belongs = (record: JobRecord): boolean => {
    if (record.status === 'held' || cards.size === 0) return true;
    const createdAt = new Date(record.createdAt).toISOString();
    return [...cards.values()].some((card) => card.created_at <= createdAt);
  };

  return { replace, applyEvent, now: (): LiveState => ({ jobs: [...cards.values()], counts, limits, aside }) };
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

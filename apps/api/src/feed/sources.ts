import { isFinal, type EventId, type Resync, type Tenant, type WebhookEventType } from '@darkroom/contracts';
import { presentJob, type FeedPage, type JobRecord, type Store, type StoredEvent } from '@darkroom/queue';

import type { Topic } from './event-hub.ts';

/** The source of a stream or a page: a tenant's feed, or one job's part of it. */
export type Source = {
  of: 'tenant' | 'job';
  topic: Topic;
  /** Events after a place; without one, from the oldest kept. */
  read(question: {
    after?: EventId | undefined;
    limit: number;
    wants?: ((type: WebhookEventType) => boolean) | undefined;
  }): Promise<FeedPage | 'not_kept'>;
  /** The beginning of a stream without a given place. */
  begin(limit: number): Promise<FeedPage>;
  /** The current state, for clients that missed events. */
  resync(): Promise<Resync>;
  /** Whether this event is the last. */
  endsWith(event: StoredEvent): boolean;
  /** Whether nothing followed the last read, and nothing will. */
  isOver(): boolean;
};

/** All events of a tenant. It has no end, and its stream begins now. */
export function tenantSource({ store }: { store: Store }, tenant: Tenant): Source {
  return {
    of: 'tenant',
    topic: `tenant ${tenant}`,
    read: (question) => store.feed.ofTenant(tenant, question),
    begin: async () => ({ events: [], place: await store.feed.newest(tenant), more: false }),
    resync: async () => resyncAt(await store.feed.newest(tenant), null),
    endsWith: () => false,
    isOver: () => false,
  };
}

/** All events of all tenants. */
export function sourceOfAll({ store }: { store: Store }): Source {
  return {
    of: 'tenant',
    topic: 'all',
    read: (question) => store.feedOfAll.read(question),
    begin: async () => ({ events: [], place: await store.feedOfAll.newest(), more: false }),
    resync: async () => resyncAt(await store.feedOfAll.newest(), null),
    endsWith: () => false,
    isOver: () => false,
  };
}

/**
 * The events of one job, from the first kept one to the end of its run. `retry` and `resolve` begin another run: the run that is active
 * when the feed is read counts.
 */
export function jobSource({ store }: { store: Store }, found: JobRecord): Source {
  let record = found;
  let removed = false;

  const read: Source['read'] = async (question) => {
    const now = await store.jobs.get(found.id);
    removed = now === null; // by retention
    record = now ?? record;
    return store.feed.ofJob(record, question);
  };

  return {
    of: 'job',
    topic: `job ${found.id}`,
    read,
    begin: async (limit) => (await read({ limit })) as FeedPage, // kept events are never too old
    resync: async () => {
      // In this order an event in between is sent again instead of being lost.
      const place = await store.feed.newest(found.tenant);
      record = (await store.jobs.get(found.id)) ?? record;
      return resyncAt(place, presentJob(record));
    },
    endsWith: (event) => event.about === 'job' && isFinal(event.record.status) && event.record.run >= record.run,
    isOver: () => removed || isFinal(record.status),
  };
}

function resyncAt(id: EventId, data: Resync['data']): Resync {
  return { id, type: 'resync', timestamp: new Date().toISOString(), data };
}

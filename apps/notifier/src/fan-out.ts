import {
  newDeliveries,
  receiversOf,
  toDeliveryRecord,
  type Begins,
  type DeliveryRecord,
  type EnabledEndpoint,
  type NewDeliveries,
  type Store,
  type StoredEvent,
} from '@darkroom/queue';
import type { TraceContext } from '@darkroom/telemetry';

export type FanOutDeps = {
  endpoints: Pick<Store['endpoints'], 'enabled'>;
  deliveries: Pick<Store['deliveries'], 'openAll'>;
};

/** A delivery that this process tries at once, with what it needs for that. */
export type Begun = { record: DeliveryRecord; body: string; trace: TraceContext | undefined };

/** `failed`: events that could not be handled, with their errors. `bodies`: of events with deliveries in the lines. */
export type FannedOut = { begun: Begun[]; lined: NewDeliveries[]; failed: Map<string, unknown> };

/** Deliveries opened by one command, about: it must not keep Redis for long. */
const MOST_AT_ONCE = 100;

/**
 * Creates the deliveries of an event: one to the webhook that its job or batch names, and one to each of the tenant's endpoints
 * that wants the event. An event that is handled twice creates nothing new.
 */
export async function fanOut({ endpoints, deliveries }: FanOutDeps, event: StoredEvent): Promise<void> {
  const receivers = receiversOf(event, await endpoints.enabled(event.tenant));
  if (receivers.length > 0) await deliveries.openAll([newDeliveries(event, receivers)]);
}

/** One group of events, whose deliveries are opened together; `endpoints`: those of their tenants. */
export type Prepared = { groups: NewDeliveries[][]; endpoints: EnabledEndpoint[]; failed: Map<string, unknown> };

/** Reads the endpoints once for each tenant of these events, and makes the deliveries to be opened, in groups. */
export async function prepare({ endpoints }: Pick<FanOutDeps, 'endpoints'>, events: StoredEvent[]): Promise<Prepared> {
  const failed = new Map<string, unknown>();
  const tenants = [...new Set(events.map(({ tenant }) => tenant))];
  const standing = new Map(
    await Promise.all(tenants.map(async (tenant): Promise<[string, EnabledEndpoint[]]> => [tenant, await endpoints.enabled(tenant)])),
  );
  const groups: NewDeliveries[][] = [];
  let size = MOST_AT_ONCE;
  for (const event of events) {
    try {
      const receivers = receiversOf(event, standing.get(event.tenant)!);
      if (receivers.length === 0) continue;
      const opening = newDeliveries(event, receivers);
      if (size + receivers.length > MOST_AT_ONCE) {
        groups.push([]);
        size = 0;
      }
      groups.at(-1)!.push(opening);
      size += receivers.length;
    } catch (error) {
      failed.set(event.id, error);
    }
  }
  return { groups, endpoints: [...standing.values()].flat(), failed };
}

/** Opens a group of events from the log, and begins first tries if there are places for all of them. */
export async function openGroup(
  { deliveries }: Pick<FanOutDeps, 'deliveries'>,
  group: NewDeliveries[],
  begins: Begins,
): Promise<{ begun: Begun[]; lined: NewDeliveries[] }> {
  const { at, outcomes } = await deliveries.openAll(group, begins, { isLogged: true });
  const begun = group.flatMap((opening, index) =>
    opening.receivers.flatMap((receiver, place) =>
      outcomes[index]![place] === 'begun'
        ? [{ record: toDeliveryRecord(opening, receiver, at), body: opening.body, trace: opening.trace }]
        : [],
    ),
  );
  return { begun, lined: group.filter((_opening, index) => outcomes[index]!.includes('opened')) };
}

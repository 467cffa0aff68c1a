import { newDeliveries, receiversOf, type Store, type StoredEvent } from '@darkroom/queue';

export type FanOutDeps = {
  endpoints: Pick<Store['endpoints'], 'enabled'>;
  deliveries: Pick<Store['deliveries'], 'open'>;
};

/**
 * Creates the deliveries of an event in one step: one to the webhook that its job or batch names, and one to each of the tenant's endpoints
 * that wants the event. An event that is handled twice creates nothing new.
 */
export async function fanOut({ endpoints, deliveries }: FanOutDeps, event: StoredEvent): Promise<void> {
  const receivers = receiversOf(event, await endpoints.enabled(event.tenant));
  if (receivers.length > 0) await deliveries.open(newDeliveries(event, receivers));
}

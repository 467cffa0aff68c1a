import { isToldOf, newDelivery, ownReceiver, type Receiver, type Store, type StoredEvent } from '@darkroom/queue';

export type FanOutDeps = {
  endpoints: Pick<Store['endpoints'], 'enabled'>;
  deliveries: Pick<Store['deliveries'], 'open'>;
};

/**
 * Turns an event into its deliveries: one to the webhook that its job or batch names itself, and one to each of the tenant's endpoints that
 * wants it. An event that is handled twice opens nothing new.
 */
export async function fanOut({ endpoints, deliveries }: FanOutDeps, event: StoredEvent): Promise<void> {
  const standing = await endpoints.enabled(event.tenant);
  const receivers: Receiver[] = [
    ...[ownReceiver(event) ?? []].flat(),
    ...standing
      .filter((endpoint) => event.at >= endpoint.from && isToldOf(endpoint, event))
      .map(({ id, url }) => ({ url, endpointId: id })),
  ];
  await Promise.all(receivers.map((receiver) => deliveries.open(newDelivery(event, receiver))));
}

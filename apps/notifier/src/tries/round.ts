import type { EndpointId } from '@darkroom/contracts';
import type { EnabledEndpoint } from '@darkroom/queue';

import type { DestinationDeps } from './destination.ts';

/**
 * The same for deliveries whose tries begin together: each endpoint, and each tenant's own secret, is read once for all of them. `known`: endpoints that
 * were read just now.
 */
export function inRound(deps: DestinationDeps, known: EnabledEndpoint[] = []): DestinationDeps {
  const endpoints = new Map(known.map(({ id, url, secrets }) => [id, Promise.resolve<Found>({ url, secrets })]));
  const secrets = new Map<string, ReturnType<DestinationDeps['secrets']['secretOf']>>();
  return {
    ...deps,
    endpoints: { forSending: (id) => once(endpoints, id, () => deps.endpoints.forSending(id)) },
    secrets: { secretOf: (tenant) => once(secrets, tenant, () => deps.secrets.secretOf(tenant)) },
  };
}

type Found = Awaited<ReturnType<DestinationDeps['endpoints']['forSending']>>;

function once<Name extends EndpointId | string, Value>(known: Map<Name, Promise<Value>>, name: Name, read: () => Promise<Value>) {
  const found = known.get(name) ?? read();
  known.set(name, found);
  return found;
}

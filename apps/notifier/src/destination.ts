import type { DeliveryRecord, Store } from '@darkroom/queue';
import { SealedSecretError, type SecretBox } from '@darkroom/runtime';

/**
 * Where a delivery goes at this moment, and the secrets that sign it. `closed`: nowhere any more. `sealed`: the secrets cannot be opened,
 * which is a fault of ours: it waits until somebody has mended it.
 */
export type Destination = { kind: 'open'; url: string; secrets: string[] } | { kind: 'closed' } | { kind: 'sealed'; reason: string };

export type DestinationDeps = {
  endpoints: Pick<Store['endpoints'], 'forSending'>;
  /** Signs what goes to the receivers that jobs and batches name themselves. */
  ownSecret: string;
  secretBox: SecretBox | undefined;
};

export async function findDestination(deps: DestinationDeps, delivery: DeliveryRecord): Promise<Destination> {
  const { endpointId } = delivery;
  if (endpointId === null) return { kind: 'open', url: delivery.url, secrets: [deps.ownSecret] };
  const endpoint = await deps.endpoints.forSending(endpointId);
  if (!endpoint) return { kind: 'closed' };
  const { secretBox } = deps;
  if (!secretBox) return { kind: 'sealed', reason: 'DARKROOM_ENCRYPTION_KEY is not set' };
  try {
    const { current, previous } = endpoint.secrets;
    const sealed = previous === null ? [current] : [current, previous];
    return { kind: 'open', url: endpoint.url, secrets: sealed.map((secret) => secretBox.open(secret, endpointId)) };
  } catch (error) {
    if (!(error instanceof SealedSecretError)) throw error;
    return { kind: 'sealed', reason: `DARKROOM_ENCRYPTION_KEY: ${error.message}` };
  }
}

import { isSameUrl, type DeliveryRecord, type SealedSecrets, type Store } from '@darkroom/queue';
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
  const { endpointId, isOwnToo } = delivery;
  const own: Destination = { kind: 'open', url: delivery.url, secrets: [deps.ownSecret] };
  if (endpointId === null) return own;
  const endpoint = await deps.endpoints.forSending(endpointId);
  // The webhook of the job itself goes on where its endpoint was disabled or has moved.
  if (isOwnToo && (!endpoint || !isSameUrl(endpoint.url, delivery.url))) return own;
  if (!endpoint) return { kind: 'closed' };
  const opened = openSecrets(deps.secretBox, endpointId, endpoint.secrets);
  // The webhook of the job itself does not wait for the endpoint's secrets.
  if (typeof opened === 'string') return isOwnToo ? own : { kind: 'sealed', reason: opened };
  return { kind: 'open', url: endpoint.url, secrets: isOwnToo ? [...opened, ...own.secrets] : opened };
}

/** The secrets, or why they cannot be opened. */
function openSecrets(secretBox: SecretBox | undefined, owner: string, { current, previous }: SealedSecrets): string[] | string {
  if (!secretBox) return 'DARKROOM_ENCRYPTION_KEY is not set';
  try {
    return [current, ...(previous === null ? [] : [previous])].map((secret) => secretBox.open(secret, owner));
  } catch (error) {
    if (!(error instanceof SealedSecretError)) throw error;
    return `DARKROOM_ENCRYPTION_KEY: ${error.message}`;
  }
}

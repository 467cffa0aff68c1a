import { isSameUrl, type DeliveryRecord, type SealedSecrets, type Store } from '@darkroom/queue';
import { SealedSecretError, SecretUnavailableError, type SecretBox, type TenantSecrets } from '@darkroom/runtime';

/**
 * The current destination of a delivery, with the secrets that sign it. `closed`: there is none any more. `sealed`: the secrets cannot be
 * decrypted, which is a fault of ours; the delivery waits until it is fixed.
 */
export type Destination = { kind: 'open'; url: string; secrets: string[] } | { kind: 'closed' } | { kind: 'sealed'; reason: string };

export type DestinationDeps = {
  endpoints: Pick<Store['endpoints'], 'forSending'>;
  /** Signs webhooks to receivers that jobs and batches name. */
  secrets: Pick<TenantSecrets, 'secretOf'>;
  secretBox: SecretBox | undefined;
};

export async function findDestination(deps: DestinationDeps, delivery: DeliveryRecord): Promise<Destination> {
  const { endpointId, isOwnToo } = delivery;
  if (endpointId === null) return findOwn(deps, delivery);
  const endpoint = await deps.endpoints.forSending(endpointId);
  // The webhook of the job continues if its endpoint was disabled or has moved.
  if (isOwnToo && (!endpoint || !isSameUrl(endpoint.url, delivery.url))) return findOwn(deps, delivery);
  if (!endpoint) return { kind: 'closed' };
  const opened = openSecrets(deps.secretBox, endpointId, endpoint.secrets);
  // The webhook of the job does not wait for the endpoint's secrets.
  if (typeof opened === 'string') return isOwnToo ? findOwn(deps, delivery) : { kind: 'sealed', reason: opened };
  if (!isOwnToo) return { kind: 'open', url: endpoint.url, secrets: opened };
  // The endpoint does not wait for the tenant's secrets.
  const own = await findOwn(deps, delivery);
  return { kind: 'open', url: endpoint.url, secrets: own.kind === 'open' ? [...opened, ...own.secrets] : opened };
}

/** The webhook that a job or batch names, signed with the tenant's own secrets. */
async function findOwn({ secrets }: DestinationDeps, { tenant, url }: DeliveryRecord): Promise<Destination> {
  try {
    const { current, previous } = await secrets.secretOf(tenant);
    return { kind: 'open', url, secrets: previous === null ? [current] : [current, previous] };
  } catch (error) {
    if (!(error instanceof SecretUnavailableError)) throw error;
    return { kind: 'sealed', reason: error.message };
  }
}

/** The secrets, or the reason why they cannot be decrypted. */
function openSecrets(secretBox: SecretBox | undefined, owner: string, { current, previous }: SealedSecrets): string[] | string {
  if (!secretBox) return 'DARKROOM_ENCRYPTION_KEY is not set';
  try {
    return [current, ...(previous === null ? [] : [previous])].map((secret) => secretBox.open(secret, owner));
  } catch (error) {
    if (!(error instanceof SealedSecretError)) throw error;
    return `DARKROOM_ENCRYPTION_KEY: ${error.message}`;
  }
}

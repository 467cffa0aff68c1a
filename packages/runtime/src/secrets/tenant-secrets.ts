import { randomBytes } from 'node:crypto';

import { SealedSecretError, type SecretBox } from './secret-box.ts';

/**
 * The secrets for webhooks that jobs and batches name: one per tenant, sealed in Redis under DARKROOM_ENCRYPTION_KEY, created when first
 * needed. WEBHOOK_SECRET is the first secret of an only tenant; it works without a key, too.
 */
export type TenantSecrets<By = never> = ReturnType<typeof createTenantSecrets<By>>;

/** Instants in ms. */
export type TenantSecret = { current: string; previous: string | null; previousUntil: number | null; rotatedAt: number };

/** Our own fault: an operator has to set the key, or restore the right one. */
export class SecretUnavailableError extends Error {
  override readonly name = 'SecretUnavailableError';
}

type Sealed = {
  source: 'given' | 'made';
  current: string | null;
  previous: string | null;
  previousUntil: number | null;
  rotatedAt: number;
};

/** `By`: on whose behalf, as the queue has it. */
export type TenantSecretsDeps<By> = {
  /** `store.webhookSecrets` of the queue. */
  store: {
    read(tenant: string): Promise<Sealed | null>;
    ensure(tenant: string, offered: { made: string | undefined; isGiven: boolean; isOnly: boolean | undefined }): Promise<Sealed | null>;
    rotate(
      tenant: string,
      next: { secret: string; before: string; overlapMs: number },
      by?: By,
    ): Promise<{ secret: Sealed; replayed: boolean }>;
    announceTenants(tenants: string[]): Promise<void>;
    announceGiven(sealed: string | undefined): Promise<void>;
  };
  secretBox: SecretBox | undefined;
  /** WEBHOOK_SECRET. */
  given: string | undefined;
  /** The tenants with API keys in the settings, if there are any. */
  tenants: Iterable<string> | undefined;
};

const SECRET_BYTES = 32;
const GIVEN = 'webhook-secret-given';
const ownerOf = (tenant: string) => `webhook-secret:${tenant}`;
const make = () => `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;

export function createTenantSecrets<By>({ store, secretBox, given, tenants }: TenantSecretsDeps<By>) {
  const known = tenants && new Set(tenants);

  const open = (sealed: string, owner: string): string => {
    if (!secretBox) throw new SecretUnavailableError('DARKROOM_ENCRYPTION_KEY is not set');
    try {
      return secretBox.open(sealed, owner);
    } catch (error) {
      if (!(error instanceof SealedSecretError)) throw error;
      throw new SecretUnavailableError(`DARKROOM_ENCRYPTION_KEY: ${error.message}`, { cause: error });
    }
  };

  const openAll = (tenant: string, { source, current, previous, previousUntil, rotatedAt }: Sealed): TenantSecret => {
    const now = source === 'given' && given !== undefined ? given : current && open(current, source === 'given' ? GIVEN : ownerOf(tenant));
    if (!now) throw new SecretUnavailableError('WEBHOOK_SECRET signs for this tenant, and is not set here');
    return { current: now, previous: previous && open(previous, ownerOf(tenant)), previousUntil, rotatedAt };
  };

  /** Returns the tenant's secret, and creates it if there is none. @throws SecretUnavailableError when no secret can be used */
  const secretOf = async (tenant: string): Promise<TenantSecret> => {
    const isOnly = known && known.size > 0 ? [...known].every((other) => other === tenant) : undefined;
    const sealed =
      (await store.read(tenant)) ??
      (await store.ensure(tenant, { made: secretBox?.seal(make(), ownerOf(tenant)), isGiven: given !== undefined, isOnly }));
    if (!sealed) throw new SecretUnavailableError('the tenant has no webhook secret of its own: DARKROOM_ENCRYPTION_KEY is not set');
    return openAll(tenant, sealed);
  };

  /** Creates a new secret; the previous one still signs for `overlapMs`. @throws SecretUnavailableError */
  const rotate = async (tenant: string, overlapMs: number, by?: By): Promise<TenantSecret & { replayed: boolean }> => {
    if (!secretBox) throw new SecretUnavailableError('DARKROOM_ENCRYPTION_KEY is not set');
    const { current } = await secretOf(tenant);
    const [secret, before] = [secretBox.seal(make(), ownerOf(tenant)), secretBox.seal(current, ownerOf(tenant))];
    const rotated = await store.rotate(tenant, { secret, before, overlapMs }, by);
    return { ...openAll(tenant, rotated.secret), replayed: rotated.replayed };
  };

  /**
   * Publishes what this process's settings say, when it starts. Processes without WEBHOOK_SECRET must not create another secret for an only
   * tenant, who takes this one. Processes without the API's keys must not take one of several tenants for the only one.
   */
  const announce = async (): Promise<void> => {
    if (given !== undefined) await store.announceGiven(secretBox?.seal(given, GIVEN));
    const [first, ...others] = known ?? [];
    if (first === undefined) return;
    await store.announceTenants([first, ...others]);
    if (given !== undefined && others.length === 0) await secretOf(first);
  };

  return { secretOf, rotate, announce };
}

import type { Key } from '@darkroom/contracts';

import type { KeyRecord } from '../records/key-record.ts';
import { instantText, instantTextOrNull } from './instant-text.ts';

/** An API key as the API shows it. */
export function presentKey(record: KeyRecord, usedAt: number | null): Key {
  return {
    id: record.id,
    object: 'key',
    tenant: record.tenant,
    name: record.name,
    prefix: record.prefix,
    scopes: record.scopes,
    rate_limit: record.rateLimit,
    expires_at: instantTextOrNull(record.expiresAt),
    last_used_at: instantTextOrNull(usedAt),
    revoked_at: instantTextOrNull(record.revokedAt),
    source: 'api',
    created_at: instantText(record.createdAt),
  };
}

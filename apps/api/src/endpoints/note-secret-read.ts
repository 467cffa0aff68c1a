import { randomUUID } from 'node:crypto';

import type { Author, EndpointRecord, Store } from '@darkroom/queue';

/** A repeated request shows an endpoint's secret again. This is in the audit: when it fails, the secret is not shown. */
export function noteSecretRead({ audit }: Pick<Store, 'audit'>, author: Author, { id, tenant }: EndpointRecord): Promise<void> {
  return audit.note(author, { tenant, action: 'endpoint.read_secret', target: { type: 'endpoint', id }, once: randomUUID() });
}

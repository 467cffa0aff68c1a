import { isIP } from 'node:net';

import type { Author } from '@darkroom/queue';
import type { Request } from 'express';

import type { Answer } from './handler.ts';

/** IPv4 as an IPv6 socket shows it. */
const MAPPED = /^::ffff:(?=\d+\.)/i;

/** Where a request comes from, for the audit. A proxy may report any text: only an address counts. */
export function auditedAddress({ ip = '' }: Pick<Request, 'ip'>): string | null {
  const address = ip.replace(MAPPED, '');
  return isIP(address) ? address : null;
}

/** Who makes this request, and from where, for the audit. */
export function authorOf(request: Request, { locals: { caller, requestId } }: Answer): Author {
  return { actor: caller.actor, ip: auditedAddress(request), requestId, ...(caller.note !== undefined && { note: caller.note }) };
}

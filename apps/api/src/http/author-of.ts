import { isIP } from 'node:net';

import type { Author } from '@darkroom/queue';
import type { Request } from 'express';

import type { Answer } from './handler.ts';

/** IPv4 as an IPv6 socket shows it. */
const MAPPED = /^::ffff:(?=\d+\.)/i;

/** Who makes this request, and from where, for the audit. A proxy may report any text as the address: only an address counts. */
export function authorOf({ ip = '' }: Request, { locals: { caller, requestId } }: Answer): Author {
  const address = ip.replace(MAPPED, '');
  return { actor: caller.actor, ip: isIP(address) ? address : null, requestId, ...(caller.note !== undefined && { note: caller.note }) };
}

import { isIP } from 'node:net';

import type { Author } from '@darkroom/queue';
import type { Request, Response } from 'express';

import { requestIdOf } from '../request-id.ts';

/** IPv4 as an IPv6 socket shows it. */
const MAPPED = /^::ffff:(?=\d+\.)/i;

/** A person by name. A proxy may report any text as the address: only an address counts. */
export function authorNamed(user: string, { ip = '' }: Pick<Request, 'ip'>, response: Response): Author {
  const address = ip.replace(MAPPED, '');
  return { actor: { type: 'person', id: user, name: user }, ip: isIP(address) ? address : null, requestId: requestIdOf(response) };
}

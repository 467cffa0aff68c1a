import { isIP } from 'node:net';

import type { Author } from '@darkroom/queue';
import type { Request, Response } from 'express';

import { requestIdOf } from '../request-id.ts';

/** Notes for whom a request was let in. */
export function setPerson({ locals }: Response, user: string): void {
  locals['person'] = user;
}

/** Who makes this request, and from where, for the audit. @throws Error before `requireLogin` */
export function authorOf(request: Pick<Request, 'ip'>, response: Response): Author {
  const user = response.locals['person'] as string | undefined;
  if (user === undefined) throw new Error('This request came without a login');
  return authorNamed(user, request, response);
}

/** IPv4 as an IPv6 socket shows it. */
const MAPPED = /^::ffff:(?=\d+\.)/i;

/** A person by name. A proxy may report any text as the address: only an address counts. */
export function authorNamed(user: string, { ip = '' }: Pick<Request, 'ip'>, response: Response): Author {
  const address = ip.replace(MAPPED, '');
  return { actor: { type: 'person', id: user, name: user }, ip: isIP(address) ? address : null, requestId: requestIdOf(response) };
}

import { authorNamed } from './author-named.ts';
import type { Tenant } from '@darkroom/contracts';
import type { Author } from '@darkroom/queue';
import type { Request, Response } from 'express';

import type { Role } from './roles.ts';

/** Who has logged in. `tenants`: the only ones that they see; null: all. */
export type Person = { name: string; role: Role; tenants: readonly Tenant[] | null };

/** Notes for whom a request was let in. */
export function setPerson({ locals }: Response, person: Person): void {
  locals['person'] = person;
}

/** Who makes this request. @throws Error before `requireLogin` */
export function personOf({ locals }: Response): Person {
  const person = locals['person'] as Person | undefined;
  if (person === undefined) throw new Error('This request came without a login');
  return person;
}

/** Whether a person sees what belongs to this tenant. */
export function sees({ tenants }: Person, tenant: Tenant): boolean {
  return tenants === null || tenants.includes(tenant);
}

/** Who makes this request, and from where, for the audit. @throws Error before `requireLogin` */
export function authorOf(request: Pick<Request, 'ip'>, response: Response): Author {
  return authorNamed(personOf(response).name, request, response);
}

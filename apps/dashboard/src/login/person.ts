import type { Tenant } from '@darkroom/contracts';
import type { Author } from '@darkroom/queue';
import type { Request, Response } from 'express';

import { authorNamed } from './author-named.ts';
import type { Role } from './roles.ts';

/** Who has logged in. `tenants`: the only ones that they see; null: all. */
export type Person = { name: string; role: Role; tenants: readonly Tenant[] | null };

/** How a person came in. `id`: see `Entered`; `digest`: of their session, null for HTTP Basic. */
export type Login = {
  person: Person;
  id: string;
  digest: string | null;
  /** Calls `onEnd` once they may no longer be here, until the returned function is called. */
  follow: (onEnd: () => void) => () => void;
};

/** Notes for whom a request was let in. */
export function setLogin({ locals }: Response, login: Login): void {
  locals['login'] = login;
}

/** How the person who makes this request came in. @throws Error before `requireLogin` */
export function loginOf({ locals }: Response): Login {
  const login = locals['login'] as Login | undefined;
  if (login === undefined) throw new Error('This request came without a login');
  return login;
}

/** Who makes this request. @throws Error before `requireLogin` */
export function personOf(response: Response): Person {
  return loginOf(response).person;
}

/** Whether a person sees what belongs to this tenant. */
export function sees({ tenants }: Person, tenant: Tenant): boolean {
  return tenants === null || tenants.includes(tenant);
}

/** Whether a person sees what concerns the whole installation. */
export function seesAll({ tenants }: Person): boolean {
  return tenants === null;
}

/** Who makes this request, and from where, for the audit. @throws Error before `requireLogin` */
export function authorOf(request: Pick<Request, 'ip'>, response: Response): Author {
  return authorNamed(personOf(response).name, request, response);
}

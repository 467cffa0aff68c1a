import { ALL_SCOPES, KeyId, type Scope } from '@darkroom/contracts';
import { expect, test } from '@jest/globals';
import type { Request } from 'express';

import type { Answer } from '../handler.ts';
import { ProblemError } from '../problem.ts';
import { callerOf } from './authenticate.ts';
import { authorize } from './authorize.ts';

function ask(
  needed: Scope,
  held: Scope[],
  { tenant = 'acme', allTenants = false }: { tenant?: string | undefined; allTenants?: boolean } = {},
): string {
  const known = { id: KeyId.parse(`key_${'0'.repeat(32)}`), name: 'ci', scopes: new Set(held), tenant: tenant === '' ? null : tenant };
  const caller = callerOf(known, { follow: () => () => undefined });
  const response = { locals: { caller, ...(tenant && { tenant }) } } as unknown as Answer;
  try {
    authorize({ name: 'GET /v1/things', scope: needed }, { allTenants })({} as Request, response, () => undefined);
    return 'passes';
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return `${error.code}: ${error.message}`;
  }
}

test.each(ALL_SCOPES)('a call that needs %s takes a key with only this scope, and no key with all others', (needed) => {
  expect(ask(needed, [needed])).toBe('passes');
  const others = ALL_SCOPES.filter((scope) => scope !== needed);
  expect(ask(needed, others)).toBe(`missing_scope: This call needs an API key with the scope "${needed}".`);
});

test('an operator who names no tenant passes where a call covers all, and is asked for one elsewhere', () => {
  const operator = { tenant: '' };
  expect(ask('read', [...ALL_SCOPES], { ...operator, allTenants: true })).toBe('passes');
  expect(ask('read', [...ALL_SCOPES], operator)).toMatch(/^tenant_required: /);
  expect(ask('read', [...ALL_SCOPES], { tenant: 'acme' })).toBe('passes');
});

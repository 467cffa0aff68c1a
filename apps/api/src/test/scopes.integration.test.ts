import { randomBytes } from 'node:crypto';

import { ALL_SCOPES, CreatedKey, type Scope } from '@darkroom/contracts';
import { expect, test } from '@jest/globals';

import { everyCall, exampleBodies, fillPath, makeThings, type Call } from './every-call.ts';
import { problemOf, setup, type World } from './world.ts';

/** Which scope the contract gives a call, by its method and address alone. */
function scopeByContract({ method, path }: Call): Scope {
  if (/^\/v1\/(endpoints|deliveries|webhook-secret)/.test(path)) return 'webhooks';
  if (/^\/v1\/(keys|budgets|audit|reconciliations)/.test(path)) return 'admin';
  if (method === 'GET') return 'read';
  return /^\/v1\/(generations|downloads|batches|files|uploads|redownloads|prompts\/enhance)$/.test(path) ? 'submit' : 'manage';
}

async function keysBy(world: World, scopesOf: (scope: Scope) => Scope[]): Promise<Record<Scope, string>> {
  const made = ALL_SCOPES.map(async (scope) => {
    const { json } = await world.call('/v1/keys', { body: { name: scope, scopes: scopesOf(scope) } });
    return [scope, CreatedKey.parse(json).key] as const;
  });
  return Object.fromEntries(await Promise.all(made)) as Record<Scope, string>;
}

test('every call takes a key that has only its scope, and refuses one that has all others', async () => {
  await using world = await setup({ settings: { DARKROOM_ENCRYPTION_KEY: randomBytes(32).toString('base64') } });
  const things = await makeThings(world, 'acme');
  const only = await keysBy(world, (scope) => [scope]);
  const without = await keysBy(world, (scope) => ALL_SCOPES.filter((other) => other !== scope));
  const calls = everyCall();
  expect(new Set(calls.map(({ operation }) => operation.scope))).toEqual(new Set(ALL_SCOPES));

  // What removes something comes last.
  for (const call of [...calls.filter(({ method }) => method !== 'DELETE'), ...calls.filter(({ method }) => method === 'DELETE')]) {
    const { method, path, operation } = call;
    const scope = scopeByContract(call);
    expect([method, path, operation.scope]).toEqual([method, path, scope]);
    const [body] = exampleBodies(call, things);
    const asked = { method, headers: { accept: 'application/json' }, ...(body !== undefined && { body }) };
    const address = fillPath(path, things);
    const refused = await world.call(address, { ...asked, key: without[scope] });
    expect([address, problemOf(refused, 'missing_scope').detail]).toEqual([address, expect.stringContaining(`"${scope}"`)]);
    const { status, text } = await world.call(address, { ...asked, key: only[scope] });
    // A key that may only manage keys cannot grant more than that.
    const may = `${method} ${path}` === 'POST /v1/keys' ? 403 : undefined;
    expect([address, text, [401, 403].includes(status) && status !== may]).toEqual([address, text, false]);
  }
});

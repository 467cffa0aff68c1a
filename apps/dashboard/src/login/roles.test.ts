import { OPERATIONS } from '@darkroom/api/openapi/operations';
import { expect, test } from '@jest/globals';

import { includes, roleFor, type Role } from './roles.ts';

const calls = Object.entries(OPERATIONS).flatMap(([name, { scope }]) => (scope === 'open' ? [] : [{ name, scope }]));
const of = (role: Role) => calls.filter((call) => roleFor(call) === role).map(({ name }) => name);

test('a viewer may read, but not the secret of webhooks', () => {
  expect(of('viewer').every((name) => name.startsWith('GET '))).toBe(true);
  expect(calls.filter(({ name }) => name.startsWith('GET ') && !of('viewer').includes(name)).map(({ name }) => name)).toEqual([
    'GET /v1/webhook-secret',
  ]);
});

test('an operator also acts on jobs, batches and deliveries; only an admin on keys, budgets, endpoints and secrets', () => {
  expect(of('operator').toSorted()).toMatchInlineSnapshot(`
[
  "DELETE /v1/files/:id",
  "DELETE /v1/jobs/:id",
  "PATCH /v1/jobs/:id",
  "POST /v1/batches",
  "POST /v1/batches/:id/cancel",
  "POST /v1/deliveries/:id/redeliver",
  "POST /v1/downloads",
  "POST /v1/endpoints/:id/recover",
  "POST /v1/endpoints/:id/test",
  "POST /v1/files",
  "POST /v1/generations",
  "POST /v1/jobs/:id/cancel",
  "POST /v1/jobs/:id/resolve",
  "POST /v1/jobs/:id/retry",
  "POST /v1/jobs/cancel",
  "POST /v1/jobs/retry",
  "POST /v1/prompts/enhance",
  "POST /v1/redownloads",
  "POST /v1/uploads",
]
`);
  expect(of('admin').toSorted()).toMatchInlineSnapshot(`
[
  "DELETE /v1/budgets/:id",
  "DELETE /v1/endpoints/:id",
  "DELETE /v1/keys/:id",
  "GET /v1/webhook-secret",
  "PATCH /v1/endpoints/:id",
  "PATCH /v1/keys/:id",
  "POST /v1/endpoints",
  "POST /v1/endpoints/:id/rotate",
  "POST /v1/keys",
  "POST /v1/reconciliations",
  "POST /v1/webhook-secret/rotate",
  "PUT /v1/budgets/:id",
]
`);
});

test('each role includes those before it', () => {
  expect([includes('viewer', 'operator'), includes('operator', 'viewer'), includes('admin', 'admin')]).toEqual([false, true, true]);
});

import { CreatedKey, Key, KeyChange, KeyId, KeyRequest } from '@darkroom/contracts';
import { z } from 'zod';

import { ListKeysQuery } from '../../keys/list-keys.ts';
import type { Operations } from '../operation.ts';

const KeyPage = z
  .strictObject({ data: z.array(Key), next_cursor: z.string().nullable() })
  .meta({ id: 'KeyPage', description: 'One page of keys.' });

const KEY = {
  id: 'key_0199f2a4c1d07b6c9e5f3a2b1c0d4e62',
  object: 'key',
  tenant: 'acme',
  name: 'ci',
  prefix: 'drk_ab12',
  scopes: ['read', 'submit'],
  rate_limit: 600,
  expires_at: null,
  last_used_at: '2026-11-21T12:00:00.000Z',
  revoked_at: null,
  source: 'api',
  created_at: '2026-11-20T12:00:00.000Z',
};
const ENVIRONMENT_KEY = {
  ...KEY,
  id: 'key_5d41402abc4b2a76b9719d911017c592',
  name: 'DARKROOM_API_KEYS',
  prefix: 'deve',
  scopes: ['read', 'submit', 'manage', 'webhooks', 'admin'],
  rate_limit: null,
  source: 'environment',
};
const NEW_KEY = { ...KEY, last_used_at: null, key: 'drk_ab12Fz0Yw3mQp8Lr5Xc7Vb9Nn1Kj4Hg6Fd2Sa0PoIuY' };

const shown = { 200: { says: 'The key.', json: Key, examples: { key: { summary: 'In use', value: KEY } } } };

export const keyOperations: Operations = {
  'POST /v1/keys': {
    id: 'createKey',
    tag: 'Keys',
    scope: 'admin',
    summary: 'Create a key',
    description: `The answer has the key itself in \`key\`, this one time: Darkroom keeps only its SHA-256. A repeat under the same
\`Idempotency-Key\` within a day returns the same key without it.

The key works at once. A key grants only scopes that it has itself. A tenant may have 100 keys that are neither revoked nor expired.`,
    headers: ['Idempotency-Key'],
    body: {
      schema: KeyRequest,
      examples: {
        submits: { summary: 'For a program that submits jobs', value: { name: 'ci', scopes: ['read', 'submit'], rate_limit: 600 } },
        expires: { summary: 'Until a certain day', value: { name: 'partner', scopes: ['read'], expires_at: '2030-01-01T00:00:00Z' } },
      },
    },
    answers: {
      201: {
        says: 'The key, with the key itself.',
        headers: { Location: 'always' },
        json: CreatedKey,
        examples: {
          created: { summary: 'New', value: NEW_KEY },
          replayed: { summary: 'Created before under this Idempotency-Key', value: KEY },
        },
      },
    },
    problems: ['too_many_keys', 'not_found'],
  },

  'GET /v1/keys': {
    id: 'listKeys',
    tag: 'Keys',
    scope: 'admin',
    covers: 'all_tenants',
    summary: 'List keys',
    description:
      'Newest first, then those of `DARKROOM_API_KEYS`. A revoked or expired key stays listed for 90 days, or until a hundred others of the tenant have ended after it.',
    query: ListKeysQuery,
    answers: {
      200: {
        says: 'One page.',
        headers: { Link: 'sometimes' },
        json: KeyPage,
        examples: { page: { summary: 'The last page', value: { data: [KEY, ENVIRONMENT_KEY], next_cursor: null } } },
      },
    },
  },

  'GET /v1/keys/:id': {
    id: 'getKey',
    tag: 'Keys',
    scope: 'admin',
    covers: 'all_tenants',
    summary: 'Get a key',
    path: { id: KeyId },
    answers: shown,
    problems: ['not_found'],
  },

  'PATCH /v1/keys/:id': {
    id: 'changeKey',
    tag: 'Keys',
    scope: 'admin',
    covers: 'all_tenants',
    summary: 'Change a key',
    description: `Changes only the given fields, within a second in every process. A stream that the key may no longer read ends.

You can only add scopes that your own key has, and only make a key work for longer if yours has all of its scopes.`,
    path: { id: KeyId },
    body: {
      schema: KeyChange,
      examples: {
        less: { summary: 'May only read', value: { scopes: ['read'] } },
        forever: { summary: 'Never expires', value: { expires_at: null } },
      },
    },
    answers: shown,
    problems: ['not_found', 'environment_key', 'key_revoked'],
  },

  'DELETE /v1/keys/:id': {
    id: 'revokeKey',
    tag: 'Keys',
    scope: 'admin',
    covers: 'all_tenants',
    summary: 'Revoke a key',
    description:
      'Within a second it is refused by every process, and its open streams end. This cannot be undone. The key stays listed, with `revoked_at`.',
    path: { id: KeyId },
    answers: { 204: { says: 'It is revoked.' } },
    problems: ['not_found', 'environment_key'],
  },
};

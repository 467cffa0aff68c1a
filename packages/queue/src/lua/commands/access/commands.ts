import type { KeyId, Tenant } from '@darkroom/contracts';

import type { Fields } from '../../../redis/fields.ts';
import { fields, number, rows, text, textAs } from '../../answers.ts';
import { command, of, optional } from '../../command.ts';
import type { ActionKey, AuditNote } from '../shared.ts';

const key = { fields };
const first = { id: textAs<KeyId>(), fields };

export const accessCommands = {
  create_key: command({
    takes: {
      id: of<KeyId>(),
      tenant: of<Tenant>(),
      fields: of<Fields>(),
      most: of<number>(),
      idempotency: optional<ActionKey>(),
      audit: optional<AuditNote>(),
    },
    answers: { created: key, full: {}, replayed: first, reused: first },
  }),
  change_key: command({
    takes: { id: of<KeyId>(), version: of<string>(), token: of<string>(), set: of<Fields>(), audit: optional<AuditNote>() },
    answers: { changed: key, outdated: {}, revoked: {}, missing: {} },
  }),
  revoke_key: command({
    takes: { id: of<KeyId>(), audit: optional<AuditNote>() },
    answers: { revoked: key, missing: {} },
  }),
  read_keys: command({
    whenFull: 'reads',
    takes: { since: of<number>(), most: of<number>() },
    answers: {
      read: {
        version: number,
        at: number,
        keys: rows({
          id: textAs<KeyId>(),
          version: number,
          tenant: text,
          name: text,
          digest: text,
          scopes: text,
          expires_at: text,
          rate_limit: text,
          revoked_at: text,
        }),
      },
    },
  }),
  note_keys_used: command({
    takes: { used: of<Record<string, number>>(), seen: of<string[]>() },
    answers: { noted: {} },
  }),
};

import type { Tenant } from '@darkroom/contracts';

import { fields, text } from '../../answers.ts';
import { command, of, optional } from '../../command.ts';
import type { ActionKey, AuditNote } from '../shared.ts';
import type { Fields } from '../../../redis/fields.ts';

const first = { id: text, fields };

export const fileCommands = {
  create_file: command({
    takes: {
      id: of<string>(),
      tenant: of<Tenant>(),
      fields: of<Fields>(),
      most: of<number>(),
      idempotency: optional<ActionKey>(),
    },
    answers: { created: { fields }, full: {}, taken: {}, replayed: first, reused: first },
  }),
  delete_file: command({
    takes: { id: of<string>(), tenant: of<Tenant>(), audit: optional<AuditNote>() },
    answers: { deleted: {}, missing: {} },
  }),
};

import type { Fields } from '../../../redis/fields.ts';
import { fields, number, oneOf, rows, text } from '../../answers.ts';
import { command, of, optional } from '../../command.ts';
import type { ActionKey, AuditNote } from '../shared.ts';

const person = { fields };
const first = { id: text, fields };
const taken = { field: oneOf('name', 'email', 'subject', 'setup') };

export const peopleCommands = {
  create_person: command({
    takes: {
      id: of<string>(),
      fields: of<Fields>(),
      most: of<number>(),
      idempotency: optional<ActionKey>(),
      audit: optional<AuditNote>(),
    },
    answers: { created: person, taken, full: {}, replayed: first, reused: first },
  }),
  change_person: command({
    takes: {
      id: of<string>(),
      version: of<string>(),
      token: of<string>(),
      set: of<Fields>(),
      ends: of<boolean>(),
      keep: optional<string>(),
      audit: optional<AuditNote>(),
    },
    answers: { changed: person, taken, outdated: {}, missing: {} },
  }),
  remove_person: command({
    takes: { id: of<string>(), audit: optional<AuditNote>() },
    answers: { removed: {} },
  }),
  open_session: command({
    takes: {
      digest: of<string>(),
      person: of<string>(),
      version: optional<string>(),
      subject: optional<string>(),
      fields: of<Fields>(),
      lasts: of<number>(),
      most: of<number>(),
      audit: optional<AuditNote>(),
    },
    answers: { opened: {}, refused: {} },
  }),
  read_sessions: command({
    whenFull: 'reads',
    takes: { digests: of<string[]>() },
    answers: {
      read: {
        sessions: rows({
          digest: text,
          person: text,
          mark: text,
          ends_at: number,
          seen_at: number,
          name: text,
          role: text,
          tenants: text,
        }),
      },
    },
  }),
  end_sessions: command({
    whenFull: 'frees',
    takes: { person: of<string>(), only: optional<string>(), keep: optional<string>(), audit: optional<AuditNote>() },
    answers: { ended: {} },
  }),
  note_sessions: command({
    takes: { seen: of<Record<string, [at: number, ip: string]>>() },
    answers: { noted: {} },
  }),
};

import { fields, flag, number, rest, text } from '../../answers.ts';
import { command, of, optional } from '../../command.ts';

/** The values that every write of a copy is checked by. */
const held = { id: of<string>(), holder: of<string>() };

export const archiveCommands = {
  begin_copy: command({
    takes: { ...held, lease: of<number>() },
    answers: { begun: { copy: fields, record: fields }, taken: { wait: number }, missing: {} },
  }),
  renew_copy: command({
    takes: { ...held, lease: of<number>() },
    answers: { renewed: {}, lost: {} },
  }),
  end_copy: command({
    takes: { ...held, archive: optional<string>(), done: optional<true>() },
    answers: { ended: {}, lost: {}, gone: {} },
  }),
  put_off_copy: command({
    takes: { ...held, due: of<number>(), archive: optional<string>() },
    answers: { put_off: {}, lost: {} },
  }),
  overdue_copies: command({
    takes: { most: of<number>(), again: of<number>(), longest: of<number>() },
    answers: { overdue: { looked: number, found: rest(text) } },
  }),
  abandon_copies: command({
    whenFull: 'frees',
    takes: { before: of<number>(), most: of<number>(), archive: of<string>() },
    answers: { abandoned: { count: number } },
  }),
  backfill: command({
    takes: {
      archive: of<string>(),
      previews: of<boolean>(),
      most: of<number>(),
      most_pending: of<number>(),
      again: of<number>(),
      restart: optional<boolean>(),
    },
    answers: { stepped: { asked: number }, packed: { tenant: text, place: text, room: number }, full: {}, resting: {} },
  }),
  backfill_packed: command({
    takes: { archive: of<string>(), tenant: of<string>(), place: of<string>(), ids: of<string[]>(), next: optional<string>() },
    answers: { stepped: {}, elsewhere: {} },
  }),
  warn_expiring: command({
    takes: { ended_before: of<number>(), most: of<number>() },
    answers: { warned: { more: flag } },
  }),
};

import { list, orNull, number, rest, row, text } from '../../answers.ts';
import { command, of, optional } from '../../command.ts';
import { reminder } from '../shared.ts';
import type { Fields } from '../../../redis/fields.ts';

/** A job to pack; its compressed texts are passed as a text. */
type Packed = { id: string; stamp: string; head: string; terms: string; warn_at?: number | undefined };

/** A packed job that goes, as it was read. */
type Gone = { id: string; sha1: string; record: Fields; deliveries: string[] };

/** The texts of a job; `record` (field, value, …), `timeline` and `deliveries` as JSON. */
const texts = { id: text, stamp: text, record: text, spec: text, result: text, timeline: text, deliveries: text };

export const keptCommands = {
  read_to_pack: command({
    takes: { before: of<number>(), most: of<number>(), place: optional<{ at: number; id: string }>() },
    answers: { read: { at: orNull(number), last: text, found: rest(row(texts)) } },
  }),
  pack_jobs: command({ takes: { jobs: of<Packed[]>() }, texts: 'many', answers: { packed: {} } }),
  unpack_job: command({
    takes: { id: of<string>(), sha1: of<string>(), record: of<Fields>(), entries: of<number>() },
    texts: 'many',
    answers: { unpacked: {}, changed: {} },
  }),
  packed_due: command({ takes: { before: of<number>(), most: of<number>() }, answers: { due: { ids: list } } }),
  retire_packed: command({ takes: { jobs: of<Gone[]>() }, answers: { retired: { gone: rest(reminder) } } }),
};

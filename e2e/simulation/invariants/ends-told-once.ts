import { isFinal, type JobStatus } from '@darkroom/contracts';

import type { Invariant, Violation } from './invariant.ts';
import { readRecords } from './records.ts';

/** Each run of a job ends once, its last state was told, and what is told of a job only moves forward. */
export const endsToldOnce: Invariant = {
  name: 'every run ends once and is told',
  now: ({ book }) => {
    const wrong: Violation[] = [];
    const ends = new Map<string, string>();
    const seqs = new Map<string, number>();
    for (const { about, subject, type, fields, id } of book.told()) {
      if (about === 'batch' && type === 'batch.completed') {
        if (ends.has(subject)) wrong.push({ says: `${subject} was completed twice`, about: [subject] });
        ends.set(subject, id);
      }
      if (about !== 'job' || !isOfJob(type)) continue;
      const seq = Number(fields['seq']);
      if (seq <= (seqs.get(subject) ?? 0))
        wrong.push({ says: `${subject} was told of with seq ${seq} after ${seqs.get(subject)}`, about: [subject] });
      seqs.set(subject, seq);
      if (!isFinal(fields['status'] as JobStatus)) continue;
      const run = `${subject} run ${fields['run']}`;
      if (ends.has(run)) wrong.push({ says: `${run} ended twice`, about: [subject] });
      ends.set(run, id);
    }
    return wrong;
  },
  end: async (world) => {
    const { jobs } = await readRecords(world);
    return [...jobs].flatMap(([id, job]) => {
      const told = world.book.status(id);
      return told === job['status']
        ? []
        : [{ says: `${id} is ${job['status']}, and the last that was told of it is ${told ?? 'nothing'}`, about: [id] }];
    });
  },
};

function isOfJob(type: string): boolean {
  return type.startsWith('generation.') || type.startsWith('download.');
}

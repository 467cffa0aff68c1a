import { isFinal, type JobStatus } from '@darkroom/contracts';

import { waitsForHeld } from '../waits-for-held.ts';
import type { Invariant, Violation } from './invariant.ts';
import { readRecords } from './records.ts';

/** Each run of a job ends once, its last state has an event, and the events of a job only move forward. */
export const endsAnnouncedOnce: Invariant = {
  name: 'every run ends once and is announced',
  now: ({ book }) => {
    const wrong: Violation[] = [];
    const ends = new Map<string, string>();
    const seqs = new Map<string, number>();
    for (const { about, subject, type, fields, id } of book.events()) {
      if (about === 'batch' && type === 'batch.completed') {
        if (ends.has(subject)) wrong.push({ says: `${subject} was completed twice`, about: [subject] });
        ends.set(subject, id);
      }
      if (about !== 'job' || !isOfJob(type)) continue;
      const seq = Number(fields['seq']);
      if (seq <= (seqs.get(subject) ?? 0))
        wrong.push({ says: `${subject} has an event with seq ${seq} after ${seqs.get(subject)}`, about: [subject] });
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
    const wrong: Violation[] = [];
    for (const [id, job] of jobs) {
      const announced = world.book.status(id);
      // What waits for a held job has had no event yet.
      if (announced === job['status'] || (announced === undefined && (await waitsForHeld(world, id)))) continue;
      wrong.push({ says: `${id} is ${job['status']}, and its last event says ${announced ?? 'nothing'}`, about: [id] });
    }
    return wrong;
  },
};

function isOfJob(type: string): boolean {
  return type.startsWith('generation.') || type.startsWith('download.');
}

import { isFinal, JobStatus } from '@darkroom/contracts';

import type { Invariant, Violation } from './invariant.ts';
import { readRecords, type Records } from './records.ts';

/** Records, status indexes, due, wake, slots, the line and the counts of batches say the same, at every moment. */
export const indexesAgree: Invariant = {
  name: 'records and indexes agree',
  now: async (world) => {
    const records = await readRecords(world);
    return [...judgeJobs(records), ...judgeSlots(records), ...judgeBatches(records)];
  },
};

function judgeJobs({ jobs, packed, zsets }: Records): Violation[] {
  const wrong: Violation[] = [];
  for (const [id, job] of jobs) {
    const { tenant = '', status = '' } = job;
    if (packed.has(id)) {
      if (!isFinal(status as JobStatus) || inAny(zsets, id, INDEXES_OF_LIVING))
        wrong.push({ says: `${id} is packed, and still in use`, about: [id] });
      continue;
    }
    const indexed = JobStatus.options.filter((other) => zsets.get(`status:${tenant}:${other}`)?.has(id));
    if (indexed.join() !== status) wrong.push({ says: `${id} is ${status}, and indexed as ${indexed.join() || 'nothing'}`, about: [id] });
    if (!zsets.get(`jobs:${tenant}`)?.has(id)) wrong.push({ says: `${id} is not among the jobs of ${tenant}`, about: [id] });
    const over = isFinal(status as JobStatus) || status === 'held';
    // A job that waits for a budget, or for its source, is woken by it.
    const rests = over || job['unfunded'] === '1' || job['awaits'] === '1';
    if (rests === (zsets.get('due')?.has(id) ?? false))
      wrong.push({ says: `${id} is ${status} and ${over ? '' : 'not '}due`, about: [id] });
    if (over && zsets.get('wake')?.has(id)) wrong.push({ says: `${id} is ${status} and to be woken`, about: [id] });
    if (isFinal(status as JobStatus) !== (zsets.get('ended')?.has(id) ?? false)) {
      wrong.push({ says: `${id} is ${status}, against the list of the ended`, about: [id] });
    }
    if (job['slot'] !== undefined && !zsets.get(`slots:${job['slot']}`)?.has(id))
      wrong.push({ says: `${id} has lost its slot`, about: [id] });
    if (job['line'] !== undefined && !zsets.get(`line:${job['line']}:${tenant}`)?.has(id)) {
      wrong.push({ says: `${id} has lost its place in line`, about: [id] });
    }
    if (over && (job['slot'] ?? job['line']) !== undefined) wrong.push({ says: `${id} is ${status} with a slot or in line`, about: [id] });
  }
  return wrong;
}

const INDEXES_OF_LIVING = /^(jobs|status|due|wake|deadlines|ended|slots|line)\b/;

function inAny(zsets: Records['zsets'], id: string, names: RegExp): boolean {
  return [...zsets].some(([name, members]) => names.test(name) && members.has(id));
}

function judgeSlots({ jobs, zsets }: Records): Violation[] {
  const wrong: Violation[] = [];
  for (const [name, members] of zsets) {
    if (name.startsWith('slots:')) {
      for (const [id, score] of members) {
        if (score <= 0 && jobs.get(id)?.['slot'] !== name.slice('slots:'.length))
          wrong.push({ says: `${name} is taken by ${id}, which has it not`, about: [id] });
      }
    }
    const [kind, resource, tenant] = name.split(':');
    if (kind === 'line' && tenant !== undefined) {
      // A budget belongs to one tenant.
      if (!resource!.startsWith('budget.') && !zsets.get(`line:${resource}`)?.has(tenant))
        wrong.push({ says: `${tenant} waits for ${resource} outside of its line`, about: [tenant] });
      for (const id of members.keys()) {
        if (jobs.get(id)?.['line'] !== resource)
          wrong.push({ says: `${id} stands in the line of ${resource} and does not know`, about: [id] });
      }
    }
    if (kind === 'line' && tenant === undefined) {
      for (const waiting of members.keys()) {
        if (!zsets.has(`${name}:${waiting}`)) wrong.push({ says: `${waiting} waits for ${resource} with no job`, about: [waiting] });
      }
    }
  }
  return wrong;
}

function judgeBatches({ jobs, hashes }: Records): Violation[] {
  const wrong: Violation[] = [];
  for (const [name, batch] of hashes) {
    if (!name.startsWith('batch:')) continue;
    const id = name.slice('batch:'.length);
    const mine = [...jobs.values()].filter((job) => job['batch_id'] === id);
    if (mine.length !== Number(batch['accepted'])) continue; // retention has taken some
    for (const status of JobStatus.options) {
      const count = mine.filter((job) => job['status'] === status).length;
      if (Number(batch[status] ?? 0) !== count)
        wrong.push({ says: `${id} counts ${batch[status] ?? 0} ${status}, and there are ${count}`, about: [id] });
    }
    const open = mine.filter((job) => job['batch_open'] === '1').length;
    if (Number(batch['open']) !== open) wrong.push({ says: `${id} counts ${batch['open']} open, and there are ${open}`, about: [id] });
  }
  return wrong;
}

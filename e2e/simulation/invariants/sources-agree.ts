import { isFinal, type JobStatus } from '@darkroom/contracts';

import type { World } from '../world.ts';
import type { Invariant, Violation } from './invariant.ts';
import { readRecords, type Records } from './records.ts';

type Job = Record<string, string>;

/** Jobs that are made from others wait for them, and only for them; and they end as their sources end. */
export const sourcesAgree: Invariant = {
  name: 'jobs wait for their sources, and no longer',
  now: async (world) => judgeLists(await readRecords(world)),
  end: async (world) => {
    const { jobs } = await readRecords(world);
    return [...jobs].flatMap(([id, job]) =>
      job['source_job'] === undefined ? [] : judgeEnd(world, { id, job, source: jobs.get(job['source_job']) }),
    );
  },
};

/** Each waiting job is in the list of its source, and nothing else is. */
function judgeLists({ jobs, zsets }: Records): Violation[] {
  const wrong: Violation[] = [];
  for (const [id, job] of jobs) {
    const { source_job: source = '', status, awaits } = job;
    if (awaits !== '1') continue;
    if (status !== 'queued') wrong.push({ says: `${id} is ${status}, and waits for ${source}`, about: [id, source] });
    if (!zsets.get(`dependents:${source}`)?.has(id))
      wrong.push({ says: `${id} waits for ${source}, which does not have it`, about: [id, source] });
    if (job['slot'] !== undefined) wrong.push({ says: `${id} waits for ${source} with a slot`, about: [id] });
  }
  for (const [name, members] of zsets) {
    if (!name.startsWith('dependents:')) continue;
    const source = name.slice('dependents:'.length);
    if (!zsets.get('sources')?.has(source)) wrong.push({ says: `${source} has dependents, and nothing looks at it`, about: [source] });
    for (const id of members.keys()) {
      const job = jobs.get(id);
      if (job?.['awaits'] !== '1' || job['source_job'] !== source)
        wrong.push({ says: `${id} is a dependent of ${source}, and does not wait`, about: [id, source] });
    }
  }
  return wrong;
}

function judgeEnd({ ledger, losses, book }: World, { id, job, source }: { id: string; job: Job; source: Job | undefined }): Violation[] {
  const name = job['source_job']!;
  const wrong = (says: string): Violation[] => [{ says: `${id} ${says}`, about: [id, name] }];
  const status = source?.['status'] as JobStatus | undefined;
  const isOver = status === undefined || isFinal(status);
  if (job['awaits'] === '1') return isOver ? wrong(`still waits for ${name}, which is ${status ?? 'gone'}`) : [];
  // What a Redis forgot, or a tenant removed, cannot be compared.
  if (losses.length > 0 || status === undefined || book.removed.has(name)) return [];
  const failedOfIt = (job['error'] ?? '').includes('"source_failed"');
  // A source that succeeded in a later run does not revive its dependents.
  if (failedOfIt && status === 'succeeded' && source?.['run'] === '1' && hasImage(source, { ledger }, job)) {
    return wrong(`ended as source_failed, and ${name} succeeded`);
  }
  if (job['type'] === 'generation' && ledger.ofJob(id).length > 0 && status !== 'succeeded')
    return wrong(`was sent, and ${name} is ${status}`);
  return [];
}

/** Whether the source has the image, and Getty did not block it. */
function hasImage(source: Job, { ledger }: Pick<World, 'ledger'>, job: Job): boolean {
  const made = ledger.made.get(source['getty_id'] ?? '');
  const index = Number(job['source_index'] ?? 0);
  return made !== undefined && index < made.images && !made.blocked.includes(index);
}

import type { Job } from '@darkroom/contracts';

import type { Ledger } from '../system.ts';

/** What broke a promise about chains: nothing, when all was kept. Each entry names a job or an effect. */
export type BrokenChains = {
  /** Jobs that were accepted and did not succeed. */
  notSucceeded: string[];
  /** Jobs that Getty took more than once, or never. */
  notPaidOnce: string[];
  /** Jobs with a generation of another operation, of another source, or that another job has. */
  wrongGeneration: string[];
  /** Jobs with another source than they were submitted with. */
  wrongSource: string[];
  /** Effects at Getty that no job has. */
  ownedByNobody: string[];
  /** Jobs that waited for what had ended long before, or were sent before their source had ended. */
  outOfOrder: string[];
};

/** Compares the jobs of all chains with what Getty took. `submitted`: the items of each job, by its id; sources name jobs. */
export function judgeChains(jobs: Job[], ledger: Ledger, submitted: ReadonlyMap<string, { source: Job['source'] }>): BrokenChains {
  const known = new Map(jobs.map((job) => [job.id as string, job]));
  const all = [...submitted.keys()].map((id) => known.get(id) ?? id);
  const found = all.filter((job) => typeof job !== 'string');
  const effects = new Map(found.map((job) => [job.id as string, effectsOf(job, ledger)]));
  const owned = new Set([...effects.values()].flat());
  return {
    notSucceeded: all.filter((job) => typeof job === 'string' || job.status !== 'succeeded').map(name),
    notPaidOnce: found
      .filter((job) => effects.get(job.id)!.length !== 1)
      .map((job) => `${name(job)}: ${effects.get(job.id)!.length} times`),
    wrongGeneration: found.filter((job) => job.type === 'generation' && !isOwn(job, { ledger, known })).map(name),
    wrongSource: found.filter((job) => JSON.stringify(job.source ?? null) !== JSON.stringify(submitted.get(job.id)!.source)).map(name),
    ownedByNobody: [...ledger.generations, ...ledger.downloads]
      .filter((effect) => !owned.has(effect))
      .map((effect) => JSON.stringify(effect)),
    outOfOrder: found.filter((job) => wasEarly(job, { effects, known })).map(name),
  };
}

function name(job: Job | string): string {
  return typeof job === 'string' ? job : `${job.id} ${job.operation ?? 'download'} ${job.status} ${job.error?.code ?? job.reason ?? ''}`;
}

type Effect = Ledger['generations'][number] | Ledger['downloads'][number];

/** What Getty took for a job: a generation has the job's mark in its notes, a download is known by image and size. */
export function effectsOf(job: Job, { generations, downloads }: Ledger): Effect[] {
  if (job.type === 'generation') return generations.filter(({ notes }) => notes?.includes(`[darkroom:${job.id}.`));
  const { generation_request_id: id, index } = job.getty;
  return downloads.filter(
    (taken) => taken.generation_request_id === id && taken.index === index && taken.size_name === job.request['size_name'],
  );
}

type Context = { ledger: Ledger; known: ReadonlyMap<string, Job> };

/** The generation that the job has is the one that Getty made for it: of its operation, and of its source. */
function isOwn(job: Job, { ledger, known }: Context): boolean {
  const made = ledger.generations.find(({ generation_request_id: id }) => id === job.getty.generation_request_id);
  if (!made?.notes?.includes(`[darkroom:${job.id}.`) || made.operation !== job.operation) return false;
  const { source } = job;
  if (!source) return made.source === null;
  if (source.file_id !== undefined) return made.source?.['file_id'] === source.file_id;
  const generation = source.job_id === undefined ? undefined : known.get(source.job_id)?.getty.generation_request_id;
  return made.source?.['generation_request_id'] === generation && made.source?.['index'] === source.index;
}

/** It was sent before Getty took what it is made from. */
function wasEarly(job: Job, { effects, known }: { effects: ReadonlyMap<string, Effect[]>; known: ReadonlyMap<string, Job> }): boolean {
  const source = known.get(job.source?.job_id ?? job.parent_id ?? '');
  const [own, its] = [effects.get(job.id)?.[0], source && effects.get(source.id)?.[0]];
  return own !== undefined && its !== undefined && own.at < its.at;
}

import { completeItems } from '@darkroom/api/batches/complete-items';
import { checkSubmission } from '@darkroom/api/jobs/submit/check-submission';
import { completeDownload } from '@darkroom/api/jobs/submit/complete-download';
import { completeGeneration } from '@darkroom/api/jobs/submit/complete-generation';
import { completeRedownload } from '@darkroom/api/jobs/submit/complete-redownload';
import { createJob } from '@darkroom/api/jobs/submit/create-job';
import { shortOfBudget } from '@darkroom/api/http/short-of-budget';
import { tooManyOpenJobs } from '@darkroom/api/jobs/submit/too-many-open-jobs';
import { requireNone, validate } from '@darkroom/api/http/request/validate';
import {
  BatchEnvelope,
  DownloadRequest,
  GenerationRequest,
  RedownloadRequest,
  type BatchId,
  type JobId,
  type JobType,
} from '@darkroom/contracts';
import { batchJobId, type Store } from '@darkroom/queue';
import { createHash } from 'node:crypto';

import type { World } from '../world.ts';
import { createApiCommands, type ApiCommands } from './api-commands.ts';
import { createProcess, type SimulatedProcess } from './simulated-process.ts';
import { openSimulatedStore } from './simulated-store.ts';

/**
 * An api process of the product, without HTTP: the checks and commands of its handlers. Ids come from the world's dice. A call that was killed
 * is never answered, as for a client who lost its connection.
 */
export type Api = ApiCommands & {
  process: SimulatedProcess;
  store: Store;
  /** @throws ProblemError */
  submit(tenant: string, type: JobType, given: unknown, key?: string): Promise<JobId>;
  /** Returns the ids of the jobs that were accepted. @throws ProblemError */
  submitBatch(tenant: string, given: unknown, key?: string): Promise<SubmittedJobs>;
};

type SubmittedJobs = { id: BatchId; jobs: { id: JobId; type: JobType }[] };

export function startApi(world: World, name: string): Api {
  const { time } = world;
  const dice = world.dice.fork(name);
  const process = createProcess({ time, dice, trace: world.trace }, { name, skewMs: 0 });
  const { clock } = process;
  const store = openSimulatedStore(world, process);
  const circumstances = () => ({ now: clock.now(), allowPrivateNetworks: false });

  return {
    process,
    store,
    submit: async (tenant: string, type: JobType, given: unknown, key?: string): Promise<JobId> => {
      const isRedownload = typeof given === 'object' && given !== null && 'generated_asset_id' in given;
      const schema = type === 'generation' ? GenerationRequest : isRedownload ? RedownloadRequest : DownloadRequest;
      const body = validate<typeof GenerationRequest | typeof DownloadRequest | typeof RedownloadRequest>(schema, given, (input) =>
        checkSubmission(input, circumstances()),
      );
      const idempotency = keyOf(tenant, type, body, key);
      requireNone(checkSubmission(body, circumstances()));
      const completed = await complete(store, body, tenant);
      const id = `job_${dice.hex(32)}` as JobId;
      const answer = await store.jobs.accept(
        createJob(clock.now(), { id, tenant, type, submittedBy: keyIdOf(tenant), ...completed, idempotency }),
        MOST_OPEN,
      );
      if (answer.outcome === 'full') throw tooManyOpenJobs(MOST_OPEN);
      if ('need' in answer) throw shortOfBudget(answer);
      return answer.id;
    },
    submitBatch: async (tenant: string, given: unknown, key?: string): Promise<SubmittedJobs> => {
      const body = validate(BatchEnvelope, given, () => []);
      const [id, now] = [`batch_${now48(clock.now())}${dice.hex(20)}` as BatchId, clock.now()];
      const { jobs, rejected } = await completeItems(store, {
        id,
        tenant,
        submittedBy: keyIdOf(tenant),
        body,
        now,
        allowPrivateNetworks: false,
      });
      const idempotency = keyOf(tenant, 'batch', body, key);
      const spec = { webhook: body.webhook, metadata: body.metadata };
      const answer = await store.batches.accept(
        { id, tenant, createdAt: now, spec, jobs, rejected, ...(idempotency && { idempotency }) },
        MOST_OPEN,
      );
      if (answer.outcome === 'full') throw tooManyOpenJobs(MOST_OPEN);
      if (answer.outcome === 'reused') throw new Error('A key was used for two batches');
      if (answer.batch.id !== id) return { id: answer.batch.id, jobs: [] };
      // A budget may have rejected some.
      const missing = new Set<string>(answer.rejected.map(({ index }) => batchJobId(id, index)));
      return { id, jobs: jobs.filter((job) => !missing.has(job.id)) };
    },
    ...createApiCommands(world, { store, process, dice }),
  };
}

/** What is stored of a request. @throws ProblemError */
function complete(store: Store, body: GenerationRequest | DownloadRequest | RedownloadRequest, tenant: string) {
  if ('generated_asset_id' in body) return completeRedownload(store, body, tenant);
  return 'size_name' in body ? completeDownload(store, body, tenant) : completeGeneration(store, body, tenant);
}

/** A tenant has one key. */
const keyIdOf = (tenant: string): string => `key_of_${tenant}`;

/** A tenant may have so many jobs open: more than any world has. */
const MOST_OPEN = 50_000;

function keyOf(tenant: string, route: string, body: unknown, key: string | undefined) {
  return key === undefined ? undefined : { key: hash(tenant, route, key), fingerprint: hash(JSON.stringify(body)) };
}

function hash(...parts: string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('base64url');
}

/** An instant as ids of batches begin with it. */
function now48(now: number): string {
  return now.toString(16).padStart(12, '0');
}

import { firstFields, type NewJob } from './change.ts';
import { readRecord, type JobRecord } from './record.ts';

/** The record of a newly accepted job, without reading it back. */
export function newRecord(job: NewJob): JobRecord {
  return readRecord(
    { id: job.id, ...firstFields(job) },
    {
      request: job.request as JobRecord['spec']['request'],
      ...(job.trace && { trace: job.trace }),
    },
  );
}

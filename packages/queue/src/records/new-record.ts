import { firstFields, type NewJob } from './change.ts';
import { readRecord, type JobRecord } from './record.ts';

/** The record of a job that was just accepted, without reading back what was just stored. */
export function newRecord(job: NewJob): JobRecord {
  return readRecord({ id: job.id, ...firstFields(job) }, { request: job.request as JobRecord['spec']['request'] });
}

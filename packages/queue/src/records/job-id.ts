import { hash, randomBytes } from 'node:crypto';

import type { BatchId, EndpointId, JobId, KeyId, ReconciliationId } from '@darkroom/contracts';
import { v7 } from 'uuid';

/** A new job id; ids made later sort later. */
export function newJobId(): JobId {
  return `job_${timeOrdered()}` as JobId;
}

export function newBatchId(): BatchId {
  return `batch_${timeOrdered()}` as BatchId;
}

export function newEndpointId(): EndpointId {
  return `ep_${timeOrdered()}` as EndpointId;
}

export function newKeyId(): KeyId {
  return `key_${timeOrdered()}` as KeyId;
}

export function newPersonId(): string {
  return `person_${timeOrdered()}`;
}

export function newReconciliationId(): ReconciliationId {
  return `rec_${timeOrdered()}` as ReconciliationId;
}

export function newUploadId(): string {
  return `upl_${timeOrdered()}`;
}

/** A job id derived from other values, always the same, so that creating the job twice has one effect. */
export function derivedJobId(...from: (string | number)[]): JobId {
  return `job_${hash('sha256', from.join('\n'), 'hex').slice(0, 32)}` as JobId;
}

/**
 * The id of a batch's job at `index` (up to 4,095), always the same. It contains the time of its batch and the index, so that jobs created
 * in one instant keep the order of their submission.
 */
export function batchJobId(batch: BatchId, index: number): JobId {
  const madeAt = batch.slice('batch_'.length, 'batch_'.length + 12);
  const unique = hash('sha256', `${batch}\n${index}`, 'hex').slice(0, 15);
  return `job_${madeAt}7${index.toString(16).padStart(3, '0')}8${unique}` as JobId;
}

/** A UUIDv7 of this library has 32 bits that count within a millisecond. */
const LARGEST_SEQ = 2 ** 32 - 1;

let last = { msecs: 0, seq: 0 };

/**
 * 32 hex digits; those that one process makes later sort later (UUIDv7), also within a millisecond and when the clock goes back. Then the id
 * keeps the time of the one before and counts on. `v7` counts by itself only when it draws its own random bytes.
 */
function timeOrdered(): string {
  const random = randomFromPool();
  const now = Date.now();
  if (now > last.msecs) last = { msecs: now, seq: random.readUInt32BE(6) >>> 1 };
  else if (last.seq === LARGEST_SEQ) last = { msecs: last.msecs + 1, seq: 0 };
  else last.seq += 1;
  return v7({ ...last, random }).replaceAll('-', '');
}

const POOL_BYTES = 4_096;
const UUID_BYTES = 16;
let pool = Buffer.alloc(0);

/** Random bytes for one id. A system call for each would be a twentieth of the cost of accepting a job. */
function randomFromPool(): Buffer {
  if (pool.length === 0) pool = randomBytes(POOL_BYTES);
  const bytes = pool.subarray(0, UUID_BYTES);
  pool = pool.subarray(UUID_BYTES);
  return bytes;
}

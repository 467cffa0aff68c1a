import { createHash } from 'node:crypto';

import type { JobId } from '@darkroom/contracts';
import { v7 } from 'uuid';

/** A new job id; ids made later sort later (UUIDv7). */
export function newJobId(): JobId {
  return `job_${v7().replaceAll('-', '')}` as JobId;
}

/** The id of a job that follows from another, the same each time it is asked for: making it twice makes it once. */
export function derivedJobId(...from: (string | number)[]): JobId {
  return `job_${createHash('sha256').update(from.join('\n')).digest('hex').slice(0, 32)}` as JobId;
}

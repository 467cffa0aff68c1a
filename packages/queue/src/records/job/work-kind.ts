import { Operation, type JobType } from '@darkroom/contracts';

import type { JobRecord } from './record.ts';

/** Work that Getty takes its own time for: generations from a prompt, downloads, and each other operation. */
export type WorkKind = JobType | Exclude<Operation, 'generate'>;

export const WORK_KINDS: WorkKind[] = ['generation', 'download', ...Operation.options.filter((operation) => operation !== 'generate')];

export function workKindOf({ type, operation }: Pick<JobRecord, 'type' | 'operation'>): WorkKind {
  return operation === null || operation === 'generate' ? type : operation;
}

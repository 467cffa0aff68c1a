import type { Bench } from './bench.ts';
import { limits } from './limits.ts';
import { process } from './process.ts';
import { submit } from './submit.ts';
import { submitBatch } from './submit-batch.ts';
import { waiting } from './waiting.ts';

/** Every bench by its name. */
export const BENCHES: ReadonlyMap<string, Bench> = new Map(Object.entries({ submit, 'submit-batch': submitBatch, process, waiting, limits }));

import { adapt } from './adapt.ts';
import type { Bench } from './bench.ts';
import { chain } from './chain.ts';
import { cold } from './cold.ts';
import { deliver } from './deliver.ts';
import { firstPaint } from './first-paint.ts';
import { kept } from './kept.ts';
import { lag } from './lag.ts';
import { limits } from './limits.ts';
import { lists } from './lists.ts';
import { pauseless } from './pauseless.ts';
import { pending } from './pending.ts';
import { poll } from './poll.ts';
import { process } from './process.ts';
import { scale } from './scale.ts';
import { slots } from './slots.ts';
import { submit } from './submit.ts';
import { submitBatch } from './submit-batch.ts';
import { submitTraced } from './submit-traced.ts';
import { waiting } from './waiting.ts';

/** Every bench by its name. */
export const BENCHES: ReadonlyMap<string, Bench> = new Map(
  Object.entries({
    submit,
    'submit-batch': submitBatch,
    'submit-traced': submitTraced,
    process,
    chain,
    deliver,
    poll,
    scale,
    waiting,
    kept,
    slots,
    lag,
    limits,
    pending,
    adapt,
    lists,
    'first-paint': firstPaint,
    pauseless,
    cold,
  }),
);

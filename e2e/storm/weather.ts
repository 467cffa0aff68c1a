import type { WebhookReceiverOptions } from '@darkroom/testkit';

import type { SystemOptions } from '../system.ts';

/** Getty's slots: both sides have this limit, so that the fair line is in use. */
const MAX_PENDING = '40';
/** The workers have no such setting: they find it. */
const MAX_QPS = '60';

/* oxlint-disable unicorn/no-thenable -- `then` is the simulator's word */
/**
 * What Getty does in a storm. A tenth of the paid calls takes effect and is never answered; others are answered with an error
 * before or after their effect, or left hanging. Too many queries in a second are refused with 429.
 */
const FAULTS = [
  ...['generate', 'start_download'].flatMap((call) => [
    { match: { call }, share: 0.1, then: { drop: 'after' } },
    { match: { call }, share: 0.02, then: { status: '503', when: 'after' } },
    { match: { call }, share: 0.01, then: { hang: 'after' } },
    { match: { call }, share: 0.01, then: { status: '502', when: 'before' } },
  ]),
  ...['poll', 'get_download', 'history'].flatMap((call) => [
    { match: { call }, share: 0.03, then: { status: '503' } },
    { match: { call }, share: 0.02, then: { drop: 'before' } },
    { match: { call }, share: 0.01, then: { body: 'truncated' } },
  ]),
  { match: { call: 'token' }, share: 0.05, then: { status: '503' } },
];
/* oxlint-enable unicorn/no-thenable */

/** The settings of a system in a storm. A receiver fails a tenth of the time, in three ways. */
export function stormWeather({ seed, random }: { seed: number; random: () => number }): SystemOptions {
  const answer: WebhookReceiverOptions['answer'] = () => {
    const draw = random();
    if (draw < 0.04) return { status: 500 };
    if (draw < 0.07) return { status: 429, headers: { 'retry-after': '1' } };
    return draw < 0.1 ? { drop: true } : {};
  };
  return {
    workers: 3,
    moreNotifiers: 1,
    simulator: {
      SIMULATOR_SEED: `${seed}`,
      SIMULATOR_FAULTS: JSON.stringify(FAULTS),
      SIMULATOR_MAX_PENDING: MAX_PENDING,
      SIMULATOR_MAX_QPS: MAX_QPS,
    },
    worker: { GETTY_MAX_PENDING: MAX_PENDING, CONCURRENCY: '10', GETTY_HISTORY_SETTLE: '4s', PACK_AFTER: '1s' },
    answer,
  };
}

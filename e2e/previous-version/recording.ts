import type { Job } from '@darkroom/contracts';

import type { RedisDump } from '@darkroom/testkit';

/** What `record.ts` writes. `getty`: the simulator's state file. */
export type Recording = {
  recordedAt: number;
  /** Name of a submission → its job or batch. */
  ids: Record<string, string>;
  /** The jobs as the other version showed them last. */
  jobs: Record<string, Job>;
  endpoint: { id: string; secret: string };
  getty: string;
  redis: RedisDump;
};

export const API_KEY = 'recorded-key-of-acme';
/** Stands for the receiver's URL. */
export const RECEIVER = 'http://receiver.invalid/webhooks';
export const SECRETS = {
  WEBHOOK_SECRET: `whsec_${Buffer.from('a-secret-of-the-recorded-house').toString('base64')}`,
  DARKROOM_ENCRYPTION_KEY: Buffer.from('a-key-of-exactly-32-bytes-long!!').toString('base64'),
};
export const GETTY = { GETTY_API_KEY: 'recorded-getty-key', GETTY_API_SECRET: 'recorded-getty-secret' };

type Submission = { path: string; body: Record<string, unknown> };
type Known = { receiver: string; jobs: Record<string, string>; inAnHour: string };

/** In ten minutes Getty has all that it works on at the end of the recording. */
const LONG = '[sim:duration=10m]';

const generation = (prompt: string, more: Record<string, unknown> = {}) => ({
  path: '/v1/generations',
  body: { prompt, metadata: { recorded: true }, ...more },
});

/** Sent under an idempotency key of their own names, by the recording and again by the test. */
export const SUBMISSIONS = {
  succeeded: ({ receiver }) =>
    generation('a fox', { download: { size_name: '1k', images: [0] }, webhook: { url: `${receiver}/own` }, project_code: 'WINTER' }),
  blocked: ({ receiver }) => generation('a bear [sim:blocked=all]', { webhook: { url: `${receiver}/own` } }),
  canceled: ({ inAnHour }) => generation('an owl', { run_at: inAnHour }),
  refusedOnce: ({ receiver }) => generation('a hare', { webhook: { url: `${receiver}/own` }, metadata: { answer: 503 } }),
  held: ({ receiver }) => generation('a lynx [sim:generate drop=before]', { webhook: { url: `${receiver}/own` } }),
  daily: ({ jobs }) => ({ path: '/v1/downloads', body: { job_id: jobs['succeeded'], index: 1, size_name: '4k' } }),
  dailyToo: ({ jobs }) => ({ path: '/v1/downloads', body: { job_id: jobs['succeeded'], index: 2, size_name: '4k' } }),
  quota: () => generation('a wolf', { product_id: 7 }),
  quotaToo: () => generation('a jackal', { product_id: 7 }),
  scheduled: ({ inAnHour }) => generation('a stoat', { run_at: inAnHour }),
  batch: ({ receiver }) => ({
    path: '/v1/batches',
    body: {
      jobs: [
        { type: 'generation', prompt: 'a mole' },
        { type: 'generation', prompt: `a vole ${LONG}` },
        { type: 'generation', prompt: '' },
      ],
      webhook: { url: `${receiver}/batch` },
      metadata: { order: 9 },
    },
  }),
  pending: ({ receiver }) =>
    generation(`a seal ${LONG}`, { download: { size_name: '1k', images: 'all' }, webhook: { url: `${receiver}/own` } }),
  /** The worker is killed before it hears that Getty took it. */
  calling: ({ receiver }) => generation(`a swan [sim:generate hang=after] ${LONG}`, { webhook: { url: `${receiver}/own` } }),
  inLine: () => generation('a crane'),
  urgent: () => generation('a heron', { priority: 5 }),
  untold: ({ receiver, inAnHour }) => generation('a stork', { run_at: inAnHour, webhook: { url: `${receiver}/own` } }),
} satisfies Record<string, (known: Known) => Submission>;

import { describe, expect, test } from '@jest/globals';

import { testDetail } from '../../../test/test-detail.ts';
import { nextSteps } from './next-steps.ts';

const at = '2026-11-22T12:00:00.000Z';
const words = (detail: Parameters<typeof nextSteps>[0]) =>
  nextSteps(detail).map((step) => (step.at === null ? step.words : `${step.words} ${step.at}`));
const FIRST = 'Without being sent, it expires 2026-11-22T12:00:00.000Z';

describe('what happens next', () => {
  test.each([
    [
      'in line',
      { reason: 'capacity', queue: { position: 12, eta_seconds: 40 } },
      {},
      [
        'Waiting for a free slot at Getty.',
        'It is number 12 in line.',
        'About 40 s until it has ended, going by the latest jobs of its kind.',
        FIRST,
      ],
    ],
    [
      'paused',
      { reason: 'paused', resume_at: at },
      { pause: 'quota.7' },
      ['The quota of product 7 is used up. One job of the product tries, the others wait for it.', `Next try ${at}`, FIRST],
    ],
    ['scheduled', { reason: 'scheduled', request: { prompt: 'a fox', run_at: at } }, {}, [`It is sent ${at}`, FIRST]],
    [
      'waiting for a source',
      { reason: 'source', deadline_at: null },
      {},
      ['Waits for the job that it is made from. That costs nothing.', 'Its deadline does not run while it waits.'],
    ],
    [
      'at Getty',
      { status: 'waiting' },
      {},
      ['Getty accepted it and works on it. Polls cost nothing.', `Next poll ${at}`, `Darkroom gives it up ${at}`],
    ],
    ['ended', { status: 'succeeded' }, {}, []],
  ] as const)('a job that is %s', (_what, job, card, expected) => {
    expect(words(testDetail({ job, card, next_at: at }))).toEqual(expected);
  });

  test('a budget is named', () => {
    const detail = testDetail({ job: { reason: 'budget', resume_at: at, deadline_at: null }, budgets: [{ id: 'autumn', until: at }] });
    expect(words(detail)[0]).toContain('No room in budget autumn');
    expect(words(detail)[1]).toBe(`The next period begins ${at}`);
  });

  test('a webhook that is tried again', () => {
    const hook = { id: 'dlv_1', event_type: 'generation.failed', url: 'https://a.example', attempts: 2, created_at: at } as const;
    const detail = testDetail({
      job: { status: 'failed' },
      deliveries: [
        { ...hook, status: 'pending', next_at: at },
        { ...hook, status: 'delivered', next_at: null },
      ],
    });
    expect(words(detail)).toEqual([`Next try of its webhook ${at}`]);
  });
});

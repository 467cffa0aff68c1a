import type { BulkAction, BulkItem } from '@darkroom/contracts';
import { describe, expect, test } from '@jest/globals';

import { testDetail } from '../../../test/test-detail.ts';
import { readRunAgain, runAgainWords } from './run-again.ts';

const { job } = testDetail();
const preview = (item: object, cost: string | null): BulkAction => ({
  object: 'bulk_action',
  action: 'retry',
  dry_run: true,
  matched: 1,
  counts: { done: 1, requested: 0, refused: 0 },
  cost,
  data: [{ id: job.id, ...item } as BulkItem],
  next_cursor: null,
});
const refused = (code: string, detail: string) => preview({ outcome: 'refused', error: { code, detail } }, null);
const charged = { billing: { ...job.billing, state: 'charged' } } as const;

describe('running a job again', () => {
  test('is free where Getty has accepted it', () => {
    const plan = readRunAgain(charged, preview({ outcome: 'done' }, '0'), null);
    expect(runAgainWords(plan, 'USD')).toContain('costs nothing');
  });

  test('is a first payment where none was made', () => {
    const plan = readRunAgain(job, preview({ outcome: 'done' }, '0.12'), null);
    expect([plan.kind, runAgainWords(plan, 'USD')]).toEqual(['first', expect.stringContaining('It costs $0.12.')]);
  });

  test('pays again where the result is lost', () => {
    const plan = readRunAgain(charged, refused('may_charge_again', 'Lost.'), preview({ outcome: 'done' }, null));
    expect([plan.kind, runAgainWords(plan, null)]).toEqual(['again', expect.stringContaining('It is paid again. This is a paid call.')]);
  });

  test('says why it cannot be, with the cost confirmed too', () => {
    expect(readRunAgain(job, refused('not_finished', 'It is queued.'), null)).toEqual({ kind: 'refused', detail: 'It is queued.' });
    const plan = readRunAgain(charged, refused('may_charge_again', 'Lost.'), refused('budget_used_up', 'No room.'));
    expect(plan).toEqual({ kind: 'refused', detail: 'No room.' });
  });
});

import { expect, test } from '@jest/globals';
import type { Difference } from '@darkroom/contracts';

import { differencesTable, differencesWords, fieldWords, progressWords } from './reconciliation.ts';

test('progress says what is done now, and how much was read', () => {
  const progress = { pages: 1, entries: 250, jobs: 0, resume_at: null };
  expect(progressWords({ ...progress, step: 'waiting' })).toBe('Waits for a worker.');
  expect(progressWords({ ...progress, step: 'getty' })).toBe('Reads Getty’s history: 1 page, 250 entries of Getty and 0 jobs so far.');
});

test('differences are counted', () => {
  const none = { matched: 9, ours_only: 0, getty_only: 0, different: 0 };
  expect([
    differencesWords(none),
    differencesWords({ ...none, ours_only: 1 }),
    differencesWords({ ...none, getty_only: 2, different: 1 }),
  ]).toEqual(['No difference', '1 difference', '3 differences']);
  expect(fieldWords(['prompt', 'billing'])).toBe('prompt, bill');
});

test('a spreadsheet gets no formula', () => {
  const difference: Difference = {
    kind: 'different',
    job_id: null,
    generation_request_id: '=cmd(),"x"',
    fields: ['prompt', 'notes'],
    cost: '-0.12',
  };
  expect(differencesTable([difference], ',').split('\r\n')).toEqual([
    'kind,job_id,generation_request_id,fields,cost',
    `different,,"'=cmd(),""x""",prompt notes,-0.12`,
  ]);
  expect(differencesTable([{ ...difference, generation_request_id: 'g-1' }], '\t').split('\r\n')[1]).toBe(
    'different\t\tg-1\tprompt notes\t-0.12',
  );
});

import { describe, expect, test } from '@jest/globals';

import { holdsMark, markedIntent, withCorrelation, withoutMarks } from './correlation.ts';

describe('the mark', () => {
  test('stands at the end, and is read from there only', () => {
    expect(markedIntent(withCorrelation('campaign 7', 'job_a.1.1'))).toBe('job_a.1.1');
    expect(markedIntent(withCorrelation(undefined, 'job_a.1.1'))).toBe('job_a.1.1');
    expect(markedIntent('[darkroom:job_a.1.1] \n')).toBe('job_a.1.1');
    expect(markedIntent('[darkroom:job_a.1.1] and more')).toBeUndefined();
    expect(markedIntent('[darkroom:job_a.1.1] [darkroom:job_b.1.1]')).toBe('job_b.1.1');
    expect(markedIntent(null)).toBeUndefined();
    expect(markedIntent('')).toBeUndefined();
  });

  test.each(['[darkroom:job_a.1.1]', 'x [DarkRoom:y', '[ darkroom : z]', 'a[darkroom:'])('is seen in %j, whatever its case', (text) => {
    expect(holdsMark(text)).toBe(true);
  });

  test.each([
    '[\u200bdarkroom:x]',
    '[dark\u200droom:x]',
    '[dark\u00adroom:x]',
    '\uff3bdarkroom:x]',
    '[darkroom\uff1ax]',
    '[\ufeffDARK\u2060ROOM:',
  ])('is seen in %j, which people read as one', (text) => {
    expect(holdsMark(text)).toBe(true);
  });

  test.each(['darkroom', '(darkroom:x)', '[dark room:x]', 'the darkroom: open'])('is not seen in %j', (text) => {
    expect(holdsMark(text)).toBe(false);
  });

  test('of a caller is removed before ours is added', () => {
    expect(withCorrelation('[DARKROOM:job_a.1.1]', 'job_b.1.1')).toBe('[darkroom:job_b.1.1]');
    expect(withCorrelation('one [darkroom:job_a.1.1] two [darkroom:', 'job_b.1.1')).toBe('one  two [darkroom:job_b.1.1]');
    expect(withoutMarks('[darkroom:job_a.1.1]')).toBeUndefined();
    expect(withoutMarks('campaign 7 ')).toBe('campaign 7 ');
  });

  test('is searched for in linear time', () => {
    const spaces = '['.repeat(2_000) + ' '.repeat(2_000);
    expect(holdsMark(spaces)).toBe(false);
    expect(withoutMarks(spaces)).toBe(spaces);
  });
});

import { describe, expect, test } from '@jest/globals';

import { fields, flag, number, oneOf, orNull, rest, row, rows, text, words } from './answers.ts';
import { readAnswer, type RawAnswer } from './read-answer.ts';

const ANSWERS = {
  found: { record: fields, paced: flag, at: orNull(number), gone: rest(words({ type: text, run: number })) },
  listed: { waiting: rows({ tenant: text, jobs: number }), left: oneOf('more', 'all'), taken: rest(row({ id: text, tenant: text })) },
  missing: {},
};

const read = (...raw: RawAnswer) => readAnswer('look', ANSWERS, raw);

test('an answer is read by its code, value for value', () => {
  expect(read('found', ['w'], ['id', 'a'], '1', '', 'generation 1', 'download 2')).toEqual({
    code: 'found',
    woken: ['w'],
    record: { id: 'a' },
    paced: true,
    at: null,
    gone: [
      { type: 'generation', run: 1 },
      { type: 'download', run: 2 },
    ],
  });
  expect(read('listed', [], ['acme', '2', 'beta', '3'], 'all', ['d1', 'acme'])).toMatchObject({
    waiting: [
      { tenant: 'acme', jobs: 2 },
      { tenant: 'beta', jobs: 3 },
    ],
    left: 'all',
    taken: [{ id: 'd1', tenant: 'acme' }],
  });
});

test('values after the last named one are ignored', () => {
  expect(read('missing', [], 'more', ['than', 'named'])).toEqual({ code: 'missing', woken: [] });
});

describe('undescribed answers are refused, naming command, code and value', () => {
  test.each<[string, RawAnswer, string]>([
    ['another code', ['gone', []], "The command look answered 'gone', which is none of its codes: found, listed, missing"],
    ['a name of every object', ['toString', []], "answered 'toString', which is none"],
    ['too few values', ['found', [], ['id', 'a'], '1'], "The command look answered 'found': at TypeError: is missing"],
    ['a text in the place of a list', ['found', [], 'id', '1', ''], 'record TypeError: is no list'],
    ['a list in the place of a text', ['found', [], [], ['1'], ''], 'paced TypeError'],
    ['no number', ['found', [], [], '0', 'soon'], 'at TypeError: is soon, and no number'],
    ['an unknown word', ['listed', [], [], 'some'], 'left TypeError: is some, and none of more, all'],
    ['too few words', ['found', [], [], '0', '', 'generation'], 'gone TypeError: has 1 values, and not type, run'],
    ['a row that is cut', ['listed', [], ['acme'], 'all'], 'waiting TypeError'],
  ])('%s', (_what, raw, message) => {
    expect(() => read(...raw)).toThrow(message);
  });
});

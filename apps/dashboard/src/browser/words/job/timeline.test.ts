import { PaidCall, TimelineEvent } from '@darkroom/contracts';
import {
  AuthError,
  ConflictError,
  GoneError,
  NotFoundError,
  RetryableError,
  TerminalError,
  ThrottledError,
  UnknownOutcomeError,
} from '@darkroom/getty';
import { expect, test } from '@jest/globals';

import { failureWords, sentence } from './timeline.ts';

const at = '2026-11-21T12:00:00.000Z';

test('a paid call is named by what it is', () => {
  expect(sentence({ at, event: 'submitting', call: 'generate' })).toBe('Sends the generation to Getty');
  expect(sentence({ at, event: 'submitting', call: 'start_download' })).toBe('Sends the download to Getty');
});

test.each(PaidCall.options)('%s is sent with words of its own', (call) => {
  expect(sentence({ at, event: 'submitting', call })).not.toMatch(/_|undefined|the call/);
});

test.each(TimelineEvent.options)('%s has a sentence of its own', (event) => {
  expect(sentence({ at, event })).not.toMatch(/_|undefined/);
});

test.each([RetryableError, ThrottledError, ConflictError, NotFoundError, GoneError, TerminalError, UnknownOutcomeError, AuthError])(
  '%p in an entry is said in plain words',
  ({ name }) => {
    expect(failureWords(name)).not.toMatch(/Error|error|_/);
  },
);

test('the error of a webhook is shown as it is', () => {
  expect(failureWords('connection refused')).toBe('error connection refused');
});

import { WebhookEventType, type DeliveryAttempt } from '@darkroom/contracts';
import { describe, expect, test } from '@jest/globals';

import { deliveryState, EVENT_TYPES, eventsWords, successWords, whyNot } from './webhooks.ts';

const tried = (status: number | null, error: string | null = null): DeliveryAttempt[] => [
  { at: '2026-11-21T12:00:00.000Z', attempt: 1, status, duration_ms: 5, error, response: null },
];

describe('why a webhook did not arrive', () => {
  test.each([
    [500, null, 'The receiver answered 500: it failed itself.', 'Its own log'],
    [401, null, 'it does not let the webhook in', 'the secret'],
    [404, null, 'takes no webhooks', 'Correct the address'],
    [302, null, 'Redirects are not followed', 'leads to'],
    [410, null, 'it is gone', 'Correct the address'],
    [429, null, 'too many', 'by itself'],
    [422, null, 'The receiver answered 422.', 'Its answer'],
    [null, 'connect ECONNREFUSED', 'no answer: connect ECONNREFUSED.', 'answers within 15 s'],
    [null, 'getaddrinfo ENOTFOUND hooks', 'ENOTFOUND', 'name servers'],
    [null, 'self-signed certificate', 'self-signed', 'certificate'],
  ])('after the answer %s (%s)', (status, error, why, advice) => {
    const said = whyNot({ status: 'failed', attempts: tried(status, error) }, { status: 'enabled' });
    expect(said?.why).toContain(why);
    expect(said?.advice).toContain(advice);
  });

  test('names the endpoint that has to be enabled first', () => {
    expect(whyNot({ status: 'refused', attempts: tried(410) }, { status: 'disabled' })?.advice).toContain('Then enable the endpoint');
    expect(whyNot({ status: 'refused', attempts: [] }, { status: 'disabled' })?.advice).toBe('Enable the endpoint, then send it again.');
    expect(whyNot({ status: 'refused', attempts: [] }, null)?.advice).toContain('deleted endpoint');
  });

  test('is not asked of one that arrived, or was not tried yet', () => {
    expect(whyNot({ status: 'delivered', attempts: tried(200) }, null)).toBeNull();
    expect(whyNot({ status: 'pending', attempts: [] }, null)).toBeNull();
  });
});

test.each([
  [null, 'none lately'],
  [{ delivered: 0, failed: 0, pending: 0 }, 'none lately'],
  [{ delivered: 0, failed: 0, pending: 3 }, '3 under way'],
  [{ delivered: 100, failed: 0, pending: 0 }, '100% of 100'],
  [{ delivered: 999, failed: 1, pending: 0 }, '99% of 1,000'],
  [{ delivered: 0, failed: 2, pending: 0 }, '0% of 2'],
])('of %j arrived: %s', (latest, words) => {
  expect(successWords(latest && { latest, last_failure: null })).toBe(words);
});

test('every event can be chosen', () => {
  expect([...EVENT_TYPES].toSorted()).toEqual([...WebhookEventType.options].toSorted());
  expect([eventsWords(null), eventsWords(['*']), eventsWords(['batch.completed', 'generation.*'])]).toEqual([
    'Ends of jobs, held jobs, completed batches',
    'All events',
    'batch.completed, generation.*',
  ]);
});

test('a state that this page does not know is still shown', () => {
  expect(deliveryState('put_off' as never)).toEqual({ words: 'Put off', look: 'queued' });
});

import { expect, test } from '@jest/globals';

import { EventPattern, matchesEvent, wantsEvent } from './event-pattern.ts';
import { WebhookEventType } from './event-type.ts';

const matched = (...patterns: EventPattern[]) => WebhookEventType.options.filter((type) => matchesEvent(patterns, type));

test('a wildcard matches all of its area, and nothing that only begins like it', () => {
  expect(matched('*')).toEqual(WebhookEventType.options);
  expect(matched('generation.*')).toEqual(WebhookEventType.options.filter((type) => type.startsWith('generation.')));
  expect(matched('batch.*')).toEqual(['batch.completed']);
  expect(matched('download.held', 'batch.completed', 'download.held')).toEqual(['download.held', 'batch.completed']);
});

test('every area has a wildcard, and nothing else has', () => {
  for (const type of WebhookEventType.options) expect(EventPattern.safeParse(`${type.split('.')[0]}.*`).success).toBe(true);
  for (const wrong of ['', '**', '.*', 'gen*', 'generation*', 'generation.', 'generation.w*', 'job.*', '*.waiting', 'generation.done']) {
    expect([wrong, EventPattern.safeParse(wrong).success]).toEqual([wrong, false]);
  }
});

test('without a filter a receiver gets the ends of jobs, held, and the ends of batches', () => {
  const wanted = WebhookEventType.options.filter((type) => wantsEvent(null, type));
  expect(wanted).toEqual(
    WebhookEventType.options.filter(
      (type) => /^(generation|download)\.(?!waiting|archived|expiring)/.test(type) || type === 'batch.completed',
    ),
  );
});

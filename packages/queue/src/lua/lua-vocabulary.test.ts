import { readdirSync, readFileSync } from 'node:fs';

import { BillingBecause, TimelineEvent, WebhookEventType } from '@darkroom/contracts';
import { expect, test } from '@jest/globals';

const folder = new URL('.', import.meta.url);
const scripts = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.lua'))
  .map((name) => readFileSync(new URL(name, folder), 'utf8'));

/** The literals that Lua writes into such a field; values from callers are typed there. */
function written(field: string): string[] {
  const assigned = new RegExp(`(?<![\\w])${field}\\s*=\\s*'([^']*)'`, 'g');
  return scripts.flatMap((script) => [...script.matchAll(assigned)].map(([, word]) => word!));
}

test('every word that Lua writes is in the vocabulary', () => {
  const because = written('because');
  const events = written('event');
  expect(because).toContain('submitting');
  expect(because.filter((word) => !BillingBecause.options.includes(word as BillingBecause))).toEqual([]);
  expect(events).toContain('webhook');
  expect(events.filter((word) => !TimelineEvent.options.includes(word as TimelineEvent))).toEqual([]);
});

test('every event that Lua appends is described', () => {
  const appended = scripts.flatMap((script) =>
    [...script.matchAll(/(?:append_endpoint_event|append_snapshot|append_event)\([^)]*'([a-z]+\.[a-z]+)'/g)].map(([, type]) => type!),
  );
  expect(appended).toEqual(expect.arrayContaining(['batch.completed', 'endpoint.disabled', 'webhook.test']));
  expect(appended.filter((type) => !WebhookEventType.options.includes(type as WebhookEventType))).toEqual([]);
});

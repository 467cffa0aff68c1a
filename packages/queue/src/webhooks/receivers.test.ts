import type { EndpointId, EventPattern, WebhookEventType } from '@darkroom/contracts';
import { expect, test } from '@jest/globals';

import type { StoredEvent } from '../records/event-log.ts';
import { endpointWants, ownReceiver } from './receivers.ts';

const URL = 'https://example.com/hook';
const id = 'ep_1' as EndpointId;

function jobEvent(type: WebhookEventType, events?: EventPattern[]): StoredEvent {
  return {
    about: 'job',
    type,
    record: { spec: { request: { prompt: 'a fox', webhook: { url: URL, events } } } },
  } as unknown as StoredEvent;
}

test.each<[EventPattern[], WebhookEventType, boolean]>([
  [['*'], 'generation.waiting', true],
  [['*'], 'quota.exhausted', true],
  [['generation.*'], 'generation.waiting', true],
  [['generation.*'], 'download.succeeded', false],
  [['download.*', 'batch.*'], 'batch.completed', true],
  [['generation.failed'], 'generation.succeeded', false],
])('%j wants %s: %s', (events, type, wanted) => {
  expect(endpointWants({ id, events }, jobEvent(type))).toBe(wanted);
  expect(ownReceiver(jobEvent(type, events))).toEqual(wanted ? { url: URL, endpointId: null } : undefined);
});

test('no wildcard sends an endpoint its own end, or the test of another', () => {
  const own = { about: 'endpoint', type: 'endpoint.disabled', endpoint: { id } } as StoredEvent;
  expect(endpointWants({ id, events: ['*'] }, own)).toBe(false);
  expect(endpointWants({ id: 'ep_2' as EndpointId, events: ['endpoint.*'] }, own)).toBe(true);
  expect(endpointWants({ id: 'ep_2' as EndpointId, events: ['*'] }, { ...own, type: 'webhook.test' })).toBe(false);
});

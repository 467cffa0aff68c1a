import { expect, test } from '@jest/globals';

import { presentEndpoint } from '../present/present-endpoint.ts';
import { presentEvent } from '../present/present-event.ts';
import { decodeEndpoint } from '../records/endpoint-record.ts';
import { newEndpointId } from '../records/job-id.ts';
import { toFields } from '../redis/fields.ts';
import { setup } from '../test/world.ts';

/** The fields that the reader of a disabled endpoint uses. */
function fieldsRead(): string[] {
  const read = new Set<string>();
  const ask = (_target: object, name: string): string | undefined => {
    read.add(name);
    return name === 'disabled_reason' ? 'gone' : undefined;
  };
  decodeEndpoint('ep_0', new Proxy({}, { get: (target, name) => ask(target, String(name)) }));
  return [...read];
}

const VALUES: Record<string, string> = {
  tenant: 'acme',
  status: 'enabled',
  events: '["generation.*"]',
  metadata: '{"a":1}',
  failing: '1 evt 0',
};
/** Other fields of its hash, in earlier, present and later versions. */
const KEPT_BACK = ['secret', 'previous_secret', 'last_test', 'from', 'after', 'api_token', 'signing_key'];

test('an event of an endpoint contains only what its reader shows: no other field of its hash reaches log, feed, webhooks or API', async () => {
  await using world = await setup();
  const id = newEndpointId();
  const shown = Object.fromEntries(fieldsRead().map((field, n) => [field, VALUES[field] ?? String(n + 1)]));
  const kept = Object.fromEntries(KEPT_BACK.map((field) => [field, `do-not-show-${field}`]));
  await world.raw.hset(world.keys.endpoint(id), { ...shown, ...kept, last_test: 'token 1-1' });
  await world.store.endpoints.test(id);
  await world.store.endpoints.change(id, { status: 'disabled' });

  const entries = [
    ...(await world.raw.xrange(world.keys.events, '-', '+')),
    ...(await world.raw.xrange(world.keys.feed('acme'), '-', '+')),
  ].map(([, flat]) => toFields(flat));
  expect(entries.map(({ event }) => event)).toEqual(['webhook.test', 'endpoint.disabled', 'webhook.test', 'endpoint.disabled']);
  for (const entry of entries) {
    expect(Object.keys(entry).toSorted()).toEqual([...fieldsRead(), 'about', 'id', 'event'].toSorted());
  }

  const page = await world.store.feed.ofTenant('acme', { limit: 10 });
  const events = page === 'not_kept' ? [] : page.events.map(presentEvent);
  expect(events).toHaveLength(2);
  const endpoint = presentEndpoint((await world.store.endpoints.get(id))!, world.clock.now());
  expect(JSON.stringify([entries, events, endpoint])).not.toContain('do-not-show');
});

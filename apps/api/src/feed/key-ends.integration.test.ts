import { CreatedKey, type Scope } from '@darkroom/contracts';
import { expect, test } from '@jest/globals';
import { testRedis, waitFor } from '@darkroom/testkit';

import { openStream } from '../test/follow-stream.ts';
import { jobOf, problemOf, setup, type World } from '../test/world.ts';

/** Two processes, and a way to make keys in the first. */
async function setupTwo() {
  await using owned = new AsyncDisposableStack();
  const redis = owned.use(testRedis());
  const one = owned.use(await setup({ redis }));
  const two = owned.use(await setup({ redis }));
  const disposables = owned.move();
  const create = async (scopes: Scope[], more: object = {}): Promise<{ key: string; path: string }> => {
    const made = CreatedKey.parse((await one.call('/v1/keys', { body: { name: 'ci', scopes, ...more } })).json);
    return { key: made.key!, path: `/v1/keys/${made.id}` };
  };
  return { one, two, create, [Symbol.asyncDispose]: () => disposables.disposeAsync() };
}

const streamOutcomes = ({ lines }: World) => lines.filter((line) => line.includes('"key_ended"')).length;

test('a revoked key ends its streams in every process; those of other keys stay', async () => {
  await using made = await setupTwo();
  const { one, two, create } = made;
  const { key, path } = await create(['read']);
  const other = await create(['read']);
  const job = await one.submit();
  await using ofTenant = await openStream(two.api.port, '/v1/events', { key });
  await using ofJob = await openStream(one.api.port, `/v1/jobs/${job.id}/events`, { key });
  await using ofOther = await openStream(two.api.port, '/v1/events', { key: other.key });
  await using ofSettings = await openStream(two.api.port, '/v1/events');
  expect((await one.call(path, { method: 'DELETE' })).status).toBe(204);
  await Promise.all([ofTenant.ended, ofJob.ended]);
  expect([streamOutcomes(one), streamOutcomes(two)]).toEqual([1, 1]);
  problemOf(await two.call('/v1/events', { key, headers: { accept: 'text/event-stream' } }), 'unauthorized');

  const { id } = await one.submit();
  for (const stream of [ofOther, ofSettings]) {
    await one.call(`/v1/jobs/${id}/cancel`, { method: 'POST' });
    await waitFor(() => stream.frames().length > 0, { what: 'an event' });
    expect(stream.seen.over).toBe(false);
  }
});

test('an expired key, and one that may no longer read, end their streams', async () => {
  await using made = await setupTwo();
  const { one, two, create } = made;
  /** On a machine that stands still the key may have expired before: then with another. */
  await using first = await waitFor(
    async () => {
      const { key } = await create(['read'], { expires_at: new Date(Date.now() + 5_000).toISOString() });
      const stream = await openStream(two.api.port, '/v1/events', { key });
      return stream.response.ok ? stream : null;
    },
    { what: 'a stream of a key that expires soon' },
  );
  const reduced = await create(['read', 'submit']);
  await using second = await openStream(two.api.port, '/v1/events', { key: reduced.key });
  expect(second.response.status).toBe(200);
  await one.call(reduced.path, { method: 'PATCH', body: { scopes: ['submit'] } });
  await Promise.all([first.ended, second.ended]);
});

test('a submission that waits is answered when its key is revoked, and its job stays', async () => {
  await using made = await setupTwo();
  const { one, two, create } = made;
  const { key, path } = await create(['submit']);
  const waiting = two.call('/v1/generations', { key, body: { prompt: 'a fox' }, headers: { prefer: 'wait=60' } });
  await waitFor(async () => (await one.count()) === 1, { what: 'the job' });
  await one.call(path, { method: 'DELETE' });
  const answered = await waiting;
  const { id } = jobOf(answered, 202);
  expect(answered.headers.get('preference-applied')).toBe('wait=60');
  expect(jobOf(await one.call(`/v1/jobs/${id}`), 200).status).toBe('queued');
});

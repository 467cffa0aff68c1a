import { expect, test } from '@jest/globals';
import { waitFor } from '@darkroom/testkit';

import { setup } from '../test/world.ts';
import { createAdmission, readInstallation } from './admission.ts';
import type { Compatibility } from './compatibility.ts';

const mine: Compatibility = { version: '0.3.0', newestFormat: 2, writes: { format: 2, readableFrom: '0.1.0' }, upgradesFrom: '0.1.0' };

test('a version notes itself, and one beside it that writes the format before does not change that', async () => {
  await using world = await setup();
  const { raw: redis, keys } = world;
  const admit = (compatibility: Compatibility) => createAdmission({ redis, keys, mine: compatibility }, { onRefused: fail }).start();
  await admit(mine);
  await admit(mine);
  await admit({ ...mine, version: '0.2.9', writes: { format: 1, readableFrom: '0.1.0' } });
  await admit({ ...mine, version: '0.4.0' });
  expect(readInstallation(await redis.hgetall(keys.installation))).toEqual({
    version: '0.4.0',
    formats: [
      { format: 2, by: '0.3.0', readableFrom: '0.1.0' },
      { format: 1, by: '0.2.9', readableFrom: '0.1.0' },
    ],
  });
});

test('data of a newer format refuses the start, and a later connection', async () => {
  await using world = await setup();
  const { raw: redis, keys } = world;
  const refused: Error[] = [];
  const admission = createAdmission({ redis, keys, mine }, { onRefused: (error) => void refused.push(error) });
  await admission.start();
  // As if Redis were replaced by a copy of another one.
  await redis.hset(keys.installation, 'format_3', '0.5.0 0.4.0');
  redis.disconnect(true);
  await waitFor(() => refused.length === 1, { what: 'the new connection to be refused' });
  expect(refused[0]).toMatchObject({ name: 'RefusedVersionError', message: expect.stringContaining('Start Darkroom 0.4.0 or newer.') });
  await admission.stop();
  await expect(createAdmission({ redis, keys, mine }, { onRefused: fail }).start()).rejects.toThrow('storage format 3');
  expect(await redis.hget(keys.installation, 'version')).toBe('0.3.0');
});

function fail(error: Error): void {
  throw error;
}

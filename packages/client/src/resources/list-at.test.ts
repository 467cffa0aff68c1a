import { expect, test } from '@jest/globals';

import { ConfigurationError } from '../errors/darkroom-error.ts';
import { httpTo, json, scriptedServer } from '../test/scripted-server.ts';
import { jobsOf } from './jobs.ts';
import { pathsUnder } from './list-at.ts';

test('an id is one part of a path, whatever it has', () => {
  expect(pathsUnder('/v1/jobs')('a/b?c', '/cancel')).toBe('/v1/jobs/a%2Fb%3Fc/cancel');
});

test.each([undefined, null, '', '.', '..', {}])('%j is no id: nothing is sent', async (id) => {
  await using server = await scriptedServer(json(200, {}));
  const jobs = jobsOf(httpTo(server).http);
  const missing = id as string;
  expect(() => jobs.get(missing)).toThrow(ConfigurationError);
  expect(() => jobs.delete(missing)).toThrow('/v1/jobs: an id is missing');
  await expect(jobs.waitForSuccess(missing)).rejects.toThrow(ConfigurationError);
  expect(server.asked).toEqual([]);
});

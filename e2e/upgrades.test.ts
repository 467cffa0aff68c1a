import { expect, test } from '@jest/globals';
import { startProcess, testRedis, type AppName } from '@darkroom/testkit';
import { Redis } from 'ioredis';

import { ENCRYPTION_KEY } from './system.ts';

const SETTINGS = {
  DARKROOM_ADMIN_KEY: 'the-key-of-the-operator',
  DARKROOM_ENCRYPTION_KEY: ENCRYPTION_KEY,
  DASHBOARD_USER: 'ada',
  DASHBOARD_PASSWORD: 'a-long-password',
  GETTY_API_KEY: 'key',
  GETTY_API_SECRET: 'secret',
  GETTY_API_URL: 'http://127.0.0.1:9',
  GETTY_AUTH_URL: 'http://127.0.0.1:9/oauth2/token',
};

const APPS = ['api', 'worker', 'notifier', 'dashboard'] as const satisfies AppName[];

test('no process of this version starts on data of a format that it does not know, and each says which version can', async () => {
  await using redis = testRedis();
  const raw = new Redis(redis.url);
  const installation = `{${redis.prefix}}:installation`;
  const settings = { ...SETTINGS, REDIS_URL: redis.url, REDIS_PREFIX: redis.prefix };
  try {
    // As a later version leaves it.
    await raw.hset(installation, { version: '9.1.0', format_3: '9.1.0 9.0.0' });
    for (const app of APPS) {
      const output = await untilEnded(app, settings);
      expect(output).toMatch(
        /cannot read all data in Redis\. Darkroom 9\.1\.0 has written storage format 3.*Start Darkroom 9\.0\.0 or newer\./,
      );
    }
    expect(await raw.hgetall(installation)).toEqual({ version: '9.1.0', format_3: '9.1.0 9.0.0' });

    // The later version wrote what this one reads, and was taken back.
    await raw.hdel(installation, 'format_3');
    await using worker = await startProcess('worker', settings);
    await worker.waitForLog('process.started');
    expect(await raw.hgetall(installation)).toEqual({
      version: expect.stringMatching(/^\d/),
      format_2: expect.stringMatching(/ 0\.1\.0$/),
    });
    expect(await raw.hget(installation, 'version')).not.toBe('9.1.0');
  } finally {
    raw.disconnect();
  }
});

/** How a process ended, and all its lines. */
async function untilEnded(app: AppName, settings: Record<string, string>): Promise<string> {
  try {
    // Health is served before the check.
    const running = await startProcess(app, settings);
    const { code } = await running.exited;
    return `(exit code ${code})\n${running.lines.join('\n')}`;
  } catch (error) {
    return (error as Error).message;
  }
}

import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

import { newPersonId, openStore } from '@darkroom/queue';
import { createLogger, type Clock } from '@darkroom/runtime';
import { patienceWith, testRedis, waitFor } from '@darkroom/testkit';

import { createApp } from '../app.ts';
import { readConfig } from '../config.ts';
import type { Role } from '../login/roles.ts';
import { hashPassword } from '../passwords/hash-password.ts';
import { driveJobs } from './drive-jobs.ts';

export const USER = 'ansel';
export const PASSWORD = 'half-dome-1927';
export const BASIC = `Basic ${Buffer.from(`${USER}:${PASSWORD}`).toString('base64')}`;

/** Of all people that `person` makes. */
export const PEOPLES_PASSWORD = 'moon over hernandez';
const peoplesHash = hashPassword(PEOPLES_PASSWORD);

const silent = { debug() {}, info() {}, warn() {}, error() {} };
const PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="64" height="48"><rect width="64" height="48" fill="teal"/></svg>';

/** A running dashboard on a prefix of its own, a store to drive jobs with, and a server of pictures on another origin. `now`: the time at which jobs move, in ms. */
export async function dashboardWorld(
  options: { redisUrl?: string; clock?: Clock; now?: () => number; environment?: Record<string, string> } = {},
) {
  const redis = testRedis();
  const { now = Date.now } = options;
  const url = options.redisUrl ?? redis.url;
  const pictures = createServer((_request, response) => response.setHeader('content-type', 'image/svg+xml').end(PICTURE));
  await once(pictures.listen(0, '127.0.0.1'), 'listening');
  const pictureUrl = (index: number) => `http://127.0.0.1:${(pictures.address() as AddressInfo).port}/${index}.svg`;

  const config = readConfig({
    REDIS_URL: url,
    REDIS_PREFIX: redis.prefix,
    PORT: '0',
    DASHBOARD_USER: USER,
    DASHBOARD_PASSWORD: PASSWORD,
    ...options.environment,
  });
  const logger = createLogger({ name: 'dashboard', level: 'silent' });
  const app = createApp(config, { logger, redisPatienceMs: patienceWith({ url }), ...(options.clock && { clock: options.clock }) });
  await app.start();
  const store = openStore({ url, prefix: redis.prefix, role: 'worker', now, logger: silent });
  const base = `http://127.0.0.1:${app.port}`;

  const get = (path: string, headers: Record<string, string> = {}) => fetch(`${base}${path}`, { headers, redirect: 'manual' });
  await waitFor(async () => (await get('/readyz')).ok, { what: 'the dashboard to reach Redis' });
  const logIn = async (user = USER, password = PASSWORD): Promise<Response> =>
    fetch(`${base}/login`, { method: 'POST', body: new URLSearchParams({ user, password }), redirect: 'manual' });

  return {
    app,
    /** With which other processes have the same data. */
    redisEnvironment: { REDIS_URL: url, REDIS_PREFIX: redis.prefix },
    /** Makes a call of the API as a person, for `acme`, and returns the id of its job. */
    submit: async (path: string, body: object): Promise<string> => {
      const headers = { authorization: BASIC, 'content-type': 'application/json', 'darkroom-tenant': 'acme' };
      const answer = await fetch(`${base}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
      return ((await answer.json()) as { id: string }).id;
    },
    url: base,
    store,
    /** What an event that could not be handled leaves behind. */
    setAside: async (fields: Record<string, string>): Promise<void> => {
      await redis.command('XADD', `{${redis.prefix}}:events-aside`, '*', ...Object.entries(fields).flat());
    },
    /** What a worker notes of a minute (its number since 1970), see the queue's history. */
    noteMinute: async (minute: number, line: string): Promise<void> => {
      await redis.command('HSET', `{${redis.prefix}}:history:${Math.floor(minute / 1_440)}`, String(minute % 1_440), line);
    },
    drive: driveJobs(store, { pictureUrl, now }),
    get,
    logIn,
    /** The session's cookie as a browser sends it back. */
    sessionCookie: async (user = USER, password = PASSWORD) =>
      ((await logIn(user, password)).headers.get('set-cookie') ?? '').split(';')[0]!,
    /** A person with a password, as an admin and they themselves have made them. */
    person: async (given: { name: string; role?: Role; tenants?: string[] | null; email?: string | null; subject?: string | null }) => {
      const { name, role = 'viewer', tenants = null, email = null, subject = null } = given;
      const made = await store.people.create({ id: newPersonId(), name, role, tenants, email, subject, setup: null, setupUntil: null }, {});
      if (made.outcome !== 'created') throw new Error(made.outcome);
      const author = { actor: { type: 'system', id: 'test', name: 'test' }, ip: null, requestId: null } as const;
      const changed = await store.people.change(made.person, { password: await peoplesHash }, { author });
      if (changed.outcome !== 'changed') throw new Error(changed.outcome);
      return changed.person;
    },
    async [Symbol.asyncDispose]() {
      await app.stop();
      await store.close();
      pictures.closeAllConnections();
      pictures.close();
      if (options.redisUrl === undefined) await redis[Symbol.asyncDispose]();
    },
  };
}

import { ProblemError } from '@darkroom/api/http/problem';
import { checkQuery } from '@darkroom/api/http/request/check-query';
import type { Handler } from '@darkroom/api/http/handler';
import { PROCESS_MISSED_MS, type RedisFacts, type RedisReadiness, type Store } from '@darkroom/queue';
import express, { type Router } from 'express';

import type { Config } from '../config.ts';
import { personOf, seesAll } from '../login/person.ts';
import { includes } from '../login/roles.ts';
import { archiveOf, shownSettings, type ShownSetting } from './shown-settings.ts';

/** A process as the page shows it. `is_missing`: it has given no sign for a while. */
export type ShownProcess = {
  id: string;
  app: string;
  version: string;
  host: string;
  pid: number;
  started_at: string;
  seen_at: string;
  is_missing: boolean;
};

/** What `GET /data/system` answers. `settings`: for admins only. */
export type SystemState = {
  processes: ShownProcess[];
  redis: RedisReadiness['redis'] & { is_ready: boolean; facts: RedisFacts | null };
  archive: { place: string | null; pending: number; overdue_since: string | null };
  settings: ShownSetting[] | null;
};

type SystemDeps = { store: Pick<Store, 'processes' | 'redisFacts' | 'readiness' | 'copies'>; config: Config };

/** What concerns the whole installation, for people who cover all tenants. */
export function systemData(deps: SystemDeps): Router {
  const router = express.Router();
  router.get('/data/system', checkQuery(false), showSystem(deps));
  return router;
}

function showSystem({ store, config }: SystemDeps): Handler {
  return async (_request, response) => {
    const person = personOf(response);
    if (!seesAll(person)) throw new ProblemError('forbidden', 'This concerns all tenants. Your login covers only some.');
    const [{ ready, redis }, processes, facts, pending] = await Promise.all([
      store.readiness(),
      store.processes(),
      store.redisFacts(),
      store.copies.pending(),
    ]);
    const newest = Math.max(...processes.map(({ seenAt }) => seenAt));
    const overdueSince = pending.overdueSince === null ? null : new Date(pending.overdueSince).toISOString();
    const state: SystemState = {
      processes: processes.map(({ startedAt, seenAt, ...rest }) => ({
        ...rest,
        started_at: new Date(startedAt).toISOString(),
        seen_at: new Date(seenAt).toISOString(),
        // By Redis' clock: this process notes itself as well, so the newest sign is from just now.
        is_missing: seenAt < newest - PROCESS_MISSED_MS,
      })),
      redis: { ...redis, is_ready: ready, facts },
      archive: { place: archiveOf(config), pending: pending.count, overdue_since: overdueSince },
      settings: includes(person.role, 'admin') ? shownSettings(config) : null,
    };
    response.json(state);
  };
}

import { ownRedis, startProcess, type AppName, type AppProcess, type OwnRedis } from '@darkroom/testkit';
import { Redis } from 'ioredis';

import type { PartName, PartSettings, PartTold } from './parts/parts.ts';
import { startPart, type RunningPart } from './parts/start-part.ts';

/** What a bench measures in: a Redis of its own, synced at every write for ours and the baseline alike, and processes around it. */
export type World = AsyncDisposable & {
  redis: OwnRedis;
  /** A connection to look at that Redis with. */
  probe: Redis;
  say: (text: string) => void;
  /** What the shell that started the bench has set: sizes, for those that can be made smaller. */
  environment: Record<string, string | undefined>;
  startApp(app: AppName, environment?: Record<string, string>): Promise<AppProcess>;
  startPart<Name extends PartName>(name: Name, settings: PartSettings<Name>): Promise<RunningPart<PartTold<Name>>>;
};

/** Disposing ends everything that was started in it, also when the bench did not come to its end. */
export async function openWorld(say: (text: string) => void, environment: World['environment'] = {}): Promise<World> {
  const started = new AsyncDisposableStack();
  const redis = started.use(await ownRedis());
  const probe = started.adopt(new Redis(redis.url), (connection) => connection.disconnect());
  // Rewriting the append-only file would fall on whoever is being measured at that moment.
  await probe.config('SET', 'auto-aof-rewrite-percentage', '0');

  return {
    redis,
    probe,
    say,
    environment,
    startApp: async (app, settings = {}) => started.use(await startProcess(app, { REDIS_URL: redis.url, ...settings })),
    startPart: async (name, settings) => started.use(await startPart(name, settings)),
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}

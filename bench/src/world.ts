import { ownRedis, startProcess, type AppName, type AppProcess, type OwnRedis } from '@darkroom/testkit';
import { Redis } from 'ioredis';

import type { PartName, PartSettings, PartReport } from './parts/parts.ts';
import { startPart, type RunningPart } from './parts/start-part.ts';

/** The environment of a bench: its own Redis, synced at every write for ours and the baseline alike, and processes around it. */
export type World = AsyncDisposable & {
  redis: OwnRedis;
  /** A connection to inspect that Redis. */
  probe: Redis;
  say: (text: string) => void;
  /** The environment of the shell: sizes, for benches that can be made smaller. */
  environment: Record<string, string | undefined>;
  startApp(app: AppName, environment?: Record<string, string>): Promise<AppProcess>;
  startPart<Name extends PartName>(name: Name, settings: PartSettings<Name>): Promise<RunningPart<PartReport<Name>>>;
};

/** Disposing ends everything that was started in it, also after an early end of the bench. */
export async function openWorld(say: (text: string) => void, environment: World['environment'] = {}): Promise<World> {
  const started = new AsyncDisposableStack();
  const redis = started.use(await ownRedis());
  const probe = started.adopt(new Redis(redis.url), (connection) => connection.disconnect());
  // Rewriting the append-only file would disturb the measurement.
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

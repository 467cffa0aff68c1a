import type { RedisReadiness } from '@darkroom/queue';
import { Gauge, singleFlight, type Registry } from '@darkroom/runtime';

type WatchDeps = { metrics: Registry; readiness: () => Promise<RedisReadiness> };

/** Whether the Redis that takes writes was found, and its replicas: looked for once a scrape. Counts are absent while Redis does not say. */
export function watchRedis({ metrics, readiness }: WatchDeps): void {
  const read = singleFlight(readiness);

  const gauge = (name: string, help: string, value: (redis: RedisReadiness['redis']) => number | null) =>
    void new Gauge({
      name,
      help,
      registers: [metrics],
      async collect() {
        const found = value((await read()).redis);
        if (found === null) this.remove(); // a reset would show 0
        else this.set(found);
      },
    });

  gauge('darkroom_redis_writable', '1 if the Redis that is master was found and took a write, else 0', ({ writable }) => Number(writable));
  gauge('darkroom_redis_replicas', 'Replicas that receive the writes of Redis in time', ({ replicas }) => replicas);
  gauge(
    'darkroom_redis_replicas_needed',
    'Replicas without which Redis refuses writes (min-replicas-to-write)',
    ({ replicas_needed }) => replicas_needed,
  );
}

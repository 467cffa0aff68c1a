import { redisContents, type AppProcess, type OwnRedis, type RedisEntry } from '@darkroom/testkit';

/** What the system holds at one moment. */
export type Size = {
  /** Redis' own count of the memory it uses. */
  redisBytes: number;
  /** Keys of each kind: `{e2e}:job` → 12. */
  keys: Record<string, number>;
  /** All text in Redis but that of logs, which are cut now and then. */
  textBytes: number;
  /** Entries of the longest log. */
  logEntries: number;
  /** By name: `worker 0`. */
  processes: Record<string, ProcessSize>;
};

/** `externalBytes`: buffers, outside of the heap. */
export type ProcessSize = { rssBytes: number; heapBytes: number; externalBytes: number; handles: number; files: number };

export async function measure(redis: OwnRedis, processes: Record<string, AppProcess>): Promise<Size> {
  const info = String(await redis.command('INFO', 'memory'));
  const sizes = await Promise.all(Object.entries(processes).map(async ([name, process]) => [name, await measureProcess(process)] as const));
  return {
    redisBytes: Number(/^used_memory:(\d+)/m.exec(info)?.[1]),
    ...measureEntries(await redisContents({ url: redis.url })),
    processes: Object.fromEntries(sizes),
  };
}

function measureEntries(entries: RedisEntry[]): Pick<Size, 'keys' | 'textBytes' | 'logEntries'> {
  // BullMQ's marks of its last look for stalled jobs, and the test write of `/readyz`, come and go. The audit is kept for 13 months, so it grows with
  // each action: here with every tenth job, which is canceled.
  const lasting = entries.filter(({ key }) => !/:(?:stalled-check|readiness|audit:\w*|audit-log|audit-once:.*)$/.test(key));
  // `{e2e}:job:…`, and `{e2e}:bull:generation:…` for BullMQ's.
  const kinds = Map.groupBy(lasting, ({ key }) => /^(\{\w+\}:(?:bull:)?[^:]+)/.exec(key)?.[1] ?? key);
  const texts = lasting.filter(({ type }) => type !== 'stream').flatMap((entry) => [entry.key, ...entry.texts]);
  const logs = lasting.filter(({ type }) => type === 'stream').map((log) => log.texts.filter((text) => /^\d{13}-\d+$/.test(text)).length);
  return {
    keys: Object.fromEntries([...kinds].map(([kind, of]) => [kind, of.length])),
    textBytes: texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0),
    logEntries: Math.max(0, ...logs),
  };
}

/** From the process's own metrics. A figure that the system does not have (macOS: files) is 0. */
async function measureProcess({ url }: AppProcess): Promise<ProcessSize> {
  const metrics = await (await fetch(`${url}/metrics`, { headers: { connection: 'close' } })).text();
  const value = (name: string) => Number(new RegExp(`^${name}(?:\\{.*\\})? (\\S+)`, 'm').exec(metrics)?.[1] ?? 0);
  return {
    rssBytes: value('process_resident_memory_bytes'),
    heapBytes: value('nodejs_heap_size_used_bytes'),
    externalBytes: value('nodejs_external_memory_bytes'),
    handles: value('nodejs_active_handles_total'),
    files: value('process_open_fds'),
  };
}

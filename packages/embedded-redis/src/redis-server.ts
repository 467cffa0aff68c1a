/** A Redis that we started, as a process or in a container; both behave the same. */
export type RedisServer = {
  readonly url: string;
  readonly port: number;
  /** Its process id on this machine (or on the machine of the container engine). */
  readonly pid: number;
  /** Sends a signal and returns when it was sent. SIGSTOP and SIGCONT pause and resume. */
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Resolves when it has ended, for any reason. */
  readonly exited: Promise<void>;
  /** Stops it in order and returns when it has ended. Safe to call twice, or on one that is dead or paused. */
  stop(): Promise<void>;
};

export type StartRedisOptions = {
  /** Directory of the append-only file. Created if missing; no other Redis may use it at the same time. */
  dataDir: string;
  port: number;
  /** Instead of `DURABLE`. Relative paths begin in `dataDir`. */
  args?: readonly string[];
  /** The name of a configuration file in `dataDir`: a sentinel writes to its own. */
  configFile?: string;
};

/** Options of Darkroom's durable Redis: every write is on disk before its answer, and nothing is evicted when memory runs out. */
export const DURABLE = ['--appendonly', 'yes', '--appendfsync', 'always', '--maxmemory-policy', 'noeviction', '--save', ''];

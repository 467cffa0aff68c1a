/** A Redis that we started, as a process or in a container; both behave the same. */
export type RedisServer = {
  readonly url: string;
  readonly port: number;
  /** Its process id on this machine (in a container engine's own machine, where that is another one). */
  readonly pid: number;
  /** Sends a signal and returns when it was sent. SIGSTOP and SIGCONT pause and resume. */
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Resolves when it has ended, however that came. */
  readonly exited: Promise<void>;
  /** Ends it in order and returns when it has ended. Safe to call twice and on one that is dead or paused. */
  stop(): Promise<void>;
};

export type StartRedisOptions = {
  /** Where the append-only file lives. Created when missing; no other Redis may use it at the same time. */
  dataDir: string;
  port: number;
};

/** What the durable Redis of Darkroom is: every write on disk before its answer, and nothing thrown away when memory runs out. */
export const DURABLE = ['--appendonly', 'yes', '--appendfsync', 'always', '--maxmemory-policy', 'noeviction', '--save', ''];

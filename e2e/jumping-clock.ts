import type { AppProcess } from '@darkroom/testkit';

/**
 * Node's options for a process whose clock, from its first line on, jumps ahead by so much at each SIGUSR2. At SIGCONT it collects its garbage:
 * what its heap holds then is what it keeps.
 */
export function jumpingClock(jumpMs: number): string {
  const code = `
    import { setFlagsFromString } from 'node:v8';
    import { runInNewContext } from 'node:vm';
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc');
    const { now } = Date;
    let ahead = 0;
    Date.now = () => now() + ahead;
    globalThis.Date = class extends Date {
      constructor(...given) {
        super(...(given.length > 0 ? given : [Date.now()]));
      }
    };
    process.on('SIGUSR2', () => (ahead += ${jumpMs}));
    process.on('SIGCONT', () => collect());`;
  return preload(code);
}

/** These processes, which were started with a `jumpingClock`, jump. */
export function jump(processes: AppProcess[]): void {
  for (const process of processes) process.kill('SIGUSR2');
}

/** They keep only what they hold on to. */
export function collectGarbage(processes: AppProcess[]): void {
  for (const process of processes) process.kill('SIGCONT');
}

/** Node's option that runs a module before a process's first line. */
export function preload(code: string): string {
  return `--import=data:text/javascript,${encodeURIComponent(code)}`;
}

import type { AppProcess } from '@darkroom/testkit';

/** Longer than jobs, events and feeds are kept. */
const MONTH_MS = 31 * 86_400_000;

/**
 * Node's options for a process whose clock, from its first line on, jumps a month ahead at each SIGUSR2. At SIGCONT it collects its garbage:
 * what its heap holds then is what it keeps.
 */
export function withMonths(): string {
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
    process.on('SIGUSR2', () => (ahead += ${MONTH_MS}));
    process.on('SIGCONT', () => collect());`;
  return `--import=data:text/javascript,${encodeURIComponent(code)}`;
}

/** A month passes for these processes, which were started `withMonths`. */
export function passMonth(processes: AppProcess[]): void {
  for (const process of processes) process.kill('SIGUSR2');
}

/** They keep only what they hold on to. */
export function collectGarbage(processes: AppProcess[]): void {
  for (const process of processes) process.kill('SIGCONT');
}

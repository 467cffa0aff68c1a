import { waitFor, type AppProcess } from '@darkroom/testkit';

/** What a process writes that has collected its garbage. */
const COLLECTED = 'garbage collected';

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
    process.on('SIGCONT', () => {
      collect();
      console.error('${COLLECTED}');
    });`;
  return preload(code);
}

/** These processes, which were started with a `jumpingClock`, jump. */
export function jump(processes: AppProcess[]): void {
  for (const process of processes) process.kill('SIGUSR2');
}

const collections = ({ lines }: AppProcess) => lines.filter((line) => line === COLLECTED).length;

/** Returns when they keep only what they hold on to. */
export async function collectGarbage(processes: AppProcess[]): Promise<void> {
  const before = processes.map(collections);
  for (const process of processes) process.kill('SIGCONT');
  const isDone = () => processes.every((process, n) => collections(process) > before[n]!);
  await waitFor(isDone, { what: 'garbage to be collected' });
}

/** Node's option that runs a module before a process's first line. */
export function preload(code: string): string {
  return `--import=data:text/javascript,${encodeURIComponent(code)}`;
}

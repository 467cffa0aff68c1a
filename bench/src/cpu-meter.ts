import { readFile } from 'node:fs/promises';
import { platform } from 'node:os';

/** The measured processes: process ids by name. */
export type Watched = Record<string, number>;

/** Stops measuring and returns the CPU time since the start, in µs for each of `count` items. */
export type CpuMeter = (count: number) => Promise<Record<string, number> | undefined>;

/** Linux counts in ticks of 10 ms (USER_HZ). */
const TICK_US = 10_000;

/**
 * Measures CPU time, which hardly depends on other work of the machine and so is more reliable than rates on a busy one. Linux only;
 * elsewhere undefined.
 */
export async function startCpuMeter(watched: Watched): Promise<CpuMeter> {
  const before = await readAll(watched);
  return async (count) => {
    const after = await readAll(watched);
    if (!before || !after) return undefined;
    return Object.fromEntries(Object.keys(watched).map((name) => [name, Math.round((after[name]! - before[name]!) / count)]));
  };
}

async function readAll(watched: Watched): Promise<Record<string, number> | undefined> {
  if (platform() !== 'linux') return undefined;
  return Object.fromEntries(await Promise.all(Object.entries(watched).map(async ([name, pid]) => [name, await readCpuUs(pid)] as const)));
}

/** proc(5): the fields after the program's name (which may contain anything) begin with the third; user and system time are 14 and 15. */
async function readCpuUs(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_US;
}

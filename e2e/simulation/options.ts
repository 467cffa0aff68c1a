import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';

export type SimulationOptions = { firstSeed: number; seeds: number; trace: boolean; hours: number | undefined };

const LARGEST_SEED = 2 ** 32 - 1;

/** Nothing when the arguments cannot be read. */
export function readOptions(args: string[]): SimulationOptions | undefined {
  try {
    const { values } = parseArgs({
      args,
      options: { seed: { type: 'string' }, seeds: { type: 'string' }, hours: { type: 'string' }, trace: { type: 'boolean' } },
    });
    const firstSeed = Number(values.seed ?? randomInt(LARGEST_SEED));
    const seeds = Number(values.seeds ?? (values.hours === undefined ? 1 : LARGEST_SEED));
    const hours = values.hours === undefined ? undefined : Number(values.hours);
    const isValid = isWhole(firstSeed) && isWhole(seeds) && seeds > 0 && (hours === undefined || hours > 0);
    return isValid ? { firstSeed, seeds, hours, trace: values.trace ?? (values.seed !== undefined && seeds === 1) } : undefined;
  } catch {
    return undefined; // parseArgs throws for what it does not know
  }
}

function isWhole(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= LARGEST_SEED;
}

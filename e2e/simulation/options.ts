import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';

/** `firstSeeds`: from each of them on, so many `seeds`. */
export type SimulationOptions = { firstSeeds: number[]; seeds: number; trace: boolean; hours: number | undefined };

const LARGEST_SEED = 2 ** 32 - 1;

/** Nothing when the arguments cannot be read. */
export function readOptions(args: string[]): SimulationOptions | undefined {
  try {
    const { values } = parseArgs({
      args,
      options: {
        seed: { type: 'string', multiple: true },
        seeds: { type: 'string' },
        hours: { type: 'string' },
        trace: { type: 'boolean' },
      },
    });
    const firstSeeds = (values.seed ?? [randomInt(LARGEST_SEED)]).map(Number);
    const seeds = Number(values.seeds ?? (values.hours === undefined ? 1 : LARGEST_SEED));
    const hours = values.hours === undefined ? undefined : Number(values.hours);
    const isValid = firstSeeds.every(isWhole) && isWhole(seeds) && seeds > 0 && (hours === undefined || hours > 0);
    return isValid ? { firstSeeds, seeds, hours, trace: values.trace ?? (values.seed?.length === 1 && seeds === 1) } : undefined;
  } catch {
    return undefined; // parseArgs throws for what it does not know
  }
}

function isWhole(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= LARGEST_SEED;
}

import { describeGoal, toLine } from './bench.ts';
import { BENCHES } from './benches.ts';
import { openWorld } from './world.ts';

export type Outlet = {
  /** Progress, for people. */
  say: (text: string) => void;
  /** One JSON line a bench, for programs. */
  print: (line: string) => void;
  environment: Record<string, string | undefined>;
  /** Rejects when the run is to end early; what was started is ended all the same. */
  interrupted: Promise<never>;
};

/** Runs the named benches one after another; without a name, all of them. @throws Error naming a bench that does not exist */
export async function runBenches(names: string[], outlet: Outlet): Promise<void> {
  const unknown = names.find((name) => !BENCHES.has(name));
  if (unknown !== undefined) throw new Error(`There is no bench ${unknown}; there are: ${[...BENCHES.keys()].join(', ')}`);
  if (names.length === 0) {
    for (const [name, { question, goal }] of BENCHES) outlet.say(`${name.padEnd(8)} ${question} (ratio ${describeGoal(goal)})`);
  }

  for (const [name, bench] of BENCHES) {
    if (names.length > 0 && !names.includes(name)) continue;
    outlet.say(`\n${name}: ${bench.question}`);
    await using world = await openWorld(outlet.say, outlet.environment);
    outlet.print(toLine(name, bench, await Promise.race([bench.ask(world), outlet.interrupted])));
  }
}

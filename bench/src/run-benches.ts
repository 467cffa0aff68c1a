import { describeGoal, toLine } from './bench.ts';
import { BENCHES } from './benches.ts';
import { openWorld } from './world.ts';

export type Outlet = {
  /** Shows progress to people. */
  say: (text: string) => void;
  /** Prints one JSON line per bench, for programs. */
  print: (line: string) => void;
  environment: Record<string, string | undefined>;
  /** Rejects when the run must end early; everything started is stopped anyway. */
  interrupted: Promise<never>;
};

/** Runs the named benches one after another; without a name, all of them. @throws Error naming a bench that does not exist */
export async function runBenches(names: string[], outlet: Outlet): Promise<void> {
  const unknown = names.find((name) => !BENCHES.has(name));
  if (unknown !== undefined) throw new Error(`Unknown bench ${unknown}. The benches are: ${[...BENCHES.keys()].join(', ')}`);
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

import type { Dice } from '../time/dice.ts';
import type { VirtualTime } from '../time/virtual-time.ts';
import type { SimulatedProcess } from './simulated-process.ts';

/** All processes of one kind: one that dies is started again soon, as by whoever supervises it. */
export type Crew<Member extends { process: SimulatedProcess }> = ReturnType<typeof createCrew<Member>>;

const AGAIN_MS = { least: 200, most: 6_000 };

export function createCrew<Member extends { process: SimulatedProcess }>(
  deps: { time: VirtualTime; dice: Dice },
  kind: { name: string; start: (name: string, given: { skewMs: number }) => Member },
) {
  const { time, dice } = deps;
  const members: Member[] = [];
  let started = 0;

  const addOne = (skewMs: number): Member => {
    const member = kind.start(`${kind.name}-${++started}`, { skewMs });
    members.push(member);
    member.process.onDeath(() => {
      members.splice(members.indexOf(member), 1);
      time.in(dice.whole(AGAIN_MS.least, AGAIN_MS.most), () => void addOne(skewMs));
    });
    return member;
  };
  const one = (): Member | undefined => (members.length === 0 ? undefined : dice.pick(members));

  return {
    members: (): readonly Member[] => members,
    addOne: (skewMs: number): void => void addOne(skewMs),
    one,
    /** Dies after so many calls more. */
    killOne: (calls: number): void => one()?.process.dieAfter(calls),
    freezeOne: (ms: number): void => one()?.process.freeze(ms),
  };
}

import type { Clock } from '@darkroom/runtime';

import type { Dice } from '../time/dice.ts';
import type { VirtualTime } from '../time/virtual-time.ts';
import type { Trace } from '../trace.ts';

/**
 * A process of the product inside the world. All that it does outside of itself is a call, and each call takes its time: in between it
 * may be killed, before the call has had its effect or after it, or stand still for a while. A process that was killed never hears
 * of anything again, so nothing of it goes on.
 */
export type SimulatedProcess = ReturnType<typeof createProcess>;

export type ProcessDeps = { time: VirtualTime; dice: Dice; trace: Trace };

/** `skewMs`: how far its clock is ahead of the true one. */
export function createProcess({ time, dice, trace }: ProcessDeps, { name, skewMs }: { name: string; skewMs: number }) {
  let alive = true;
  let frozenUntil = 0;
  let callsLeft = Infinity;
  const endings: (() => void)[] = [];

  const kill = (why: string): void => {
    if (!alive) return;
    alive = false;
    trace.say(name, `killed ${why}`);
    for (const ending of endings) ending();
  };

  /** Hands `happen` what is to be done at an instant, unless the process is dead by then; later if it stands still. */
  const later = (at: number, happen: () => void | Promise<void>) => {
    const step = (): void | Promise<void> => {
      if (!alive) return;
      if (frozenUntil > time.now()) {
        time.at(frozenUntil, step);
        return;
      }
      return happen();
    };
    return time.at(at, step);
  };

  const clock: Clock = {
    now: () => time.now() + skewMs,
    sleep: async (ms, signal) => {
      if (signal?.aborted) return;
      await new Promise<void>((resolve) => {
        const timer = later(time.now() + Math.max(0, Math.round(ms)), resolve);
        signal?.addEventListener('abort', () => {
          timer.cancel();
          resolve();
        });
      });
    },
  };

  /** One step outside: its effect happens `afterMs` from now (or when `notBefore` allows it) and all at once. */
  const call = <T>(what: string, effect: () => T | Promise<T>, { afterMs = 1, notBefore = 0 } = {}): Promise<T> =>
    new Promise((resolve, reject) => {
      later(Math.max(time.now() + afterMs, notBefore), async () => {
        callsLeft--;
        if (callsLeft < 0 && dice.chance(0.5)) {
          kill(`before ${what}`);
          return;
        }
        trace.say(name, what);
        try {
          const answer = await effect();
          if (callsLeft < 0) kill(`after ${what}`);
          if (alive) resolve(answer);
        } catch (error) {
          if (alive) reject(error);
        }
      });
    });

  return {
    name,
    clock,
    call,
    later,
    kill,
    isAlive: () => alive,
    isFrozen: () => frozenUntil > time.now(),
    /** Kills it after so many calls more. */
    dieAfter: (calls: number): void => void (callsLeft = Math.min(callsLeft, calls)),
    /** Stands still for a while, as after SIGSTOP. */
    freeze: (ms: number): void => {
      trace.say(name, `stands still for ${ms} ms`);
      frozenUntil = Math.max(frozenUntil, time.now() + ms);
    },
    /** What happens to the world when it dies. */
    onDeath: (ending: () => void): void => void endings.push(ending),
  };
}

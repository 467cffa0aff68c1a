import { Command, Redis } from 'ioredis';

import type { Dice } from '../time/dice.ts';
import type { VirtualTime } from '../time/virtual-time.ts';
import type { Trace } from '../trace.ts';
import { createGroupReader } from './group-reader.ts';
import { createSnapshots } from './snapshots.ts';

/** Redis cannot be reached at this moment. */
export const AWAY = Symbol('away');

/**
 * The world's Redis: a real one, by the world's clock. It may be away, answer a command whose first answer was lost (ioredis sends again), and
 * come back as it was some seconds ago.
 */
export type RedisServer = ReturnType<typeof createRedisServer>;

/** The functions of the processes. */
type Library = { name: string; code: string };

export type RedisServerOptions = { url: string; prefix: string; time: VirtualTime; dice: Dice; trace: Trace };

export function createRedisServer({ url, prefix, time, dice, trace }: RedisServerOptions) {
  // A connection that is lost ends the world: commands that are sent again would be carried out twice, and make it another one.
  const raw = new Redis(url, { protocol: 2, retryStrategy: () => null, autoResendUnfulfilledCommands: false });
  let library: Library | undefined;
  const root = `{${prefix}}`;
  let awayUntil = 0;
  let resent = 0;
  let failovers = 0;
  let aheadMs = 0;
  const now = (): number => time.now() + aheadMs;
  const reader = createGroupReader({ raw, now });

  const run = async (command: Command): Promise<unknown> => {
    switch (command.name) {
      case 'fcall':
        return callFunction(command.args as (string | Buffer)[]); // some are packed: read as text they would be spoilt
      case 'time':
        return [String(Math.floor(now() / 1_000)), String((now() % 1_000) * 1_000)];
      case 'xreadgroup':
        return reader.read(command.args.map(String));
      case 'xautoclaim':
        return reader.claim(command.args.map(String));
      default:
        return send(command.name, command.args as (string | Buffer)[]);
    }
  };

  /** The answer as it comes: ioredis knows what to make of it by the name in small letters. */
  const send = (name: string, args: (string | Buffer)[]): Promise<unknown> =>
    raw.sendCommand(new Command(name.toUpperCase(), args, { replyEncoding: null })) as Promise<unknown>;

  /** Whether Redis has the library already depends on other worlds: so it is loaded here, and no process has to. */
  const callFunction = async (given: (string | Buffer)[]): Promise<unknown> => {
    const args = [...given, String(failovers), String(now())];
    try {
      return await send('fcall', args);
    } catch (error) {
      if (!library || !String(error).includes('Function not found')) throw error;
      await send('function', ['LOAD', library.code]).catch((refused: Error) => {
        if (!refused.message.includes('already exists')) throw refused; // another world was faster
      });
      return send('fcall', args);
    }
  };

  return {
    root,
    dice,
    now: time.now,
    raw,
    snapshots: createSnapshots({ raw, root, now: time.now }),
    learn: (given: Library): void => void (library = given),
    awayUntil: () => awayUntil,
    goAway: (ms: number): void => {
      trace.say('redis', `away for ${ms} ms`);
      awayUntil = Math.max(awayUntil, time.now() + ms);
    },
    /** From now on it is another server than before: a replica that was promoted. */
    failOver: (): void => void failovers++,
    /** A replica with all data was promoted, whose clock is so far ahead of the true one. */
    takeOver: (ms: number): void => {
      trace.say('redis', `taken over by one whose clock is ${ms} ms ahead`);
      failovers++;
      aheadMs = ms;
    },
    /** From now on this share of the commands reaches it twice: the first answer was lost. */
    loseAnswers: (share: number): void => void (resent = share),
    /** Carries a command out and returns its answer as Redis gives it, or `AWAY`. */
    carryOut: async (command: Command): Promise<unknown> => {
      if (awayUntil > time.now()) return AWAY;
      if (resent > 0 && dice.chance(resent)) {
        trace.say('redis', `sent again: ${describe(command)}`);
        await run(command).catch(() => undefined); // its answer is lost, whatever it is
      }
      return run(command);
    },
    describe,
    close: (): void => raw.disconnect(),
  };

  function describe(command: Command): string {
    const args = command.args.map(String);
    if (command.name !== 'fcall') return [command.name, ...args.map((arg) => arg.replace(root, ''))].join(' ').slice(0, 120);
    const about = /"(?:job|evt|dlv|batch|ep)_[\w-]+"/.exec(args[3] ?? '')?.[0] ?? '';
    return `${args[0]!.replace(`${library?.name}_`, '')} ${about}`;
  }
}

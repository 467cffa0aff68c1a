import type { Redis } from 'ioredis';

import type { AnswerOf } from './answers.ts';
import { COMMANDS } from './command-map.ts';
import type { OperationOf, TextsOf } from './command.ts';
import { scriptOf } from './command-scripts.ts';
import type { Keys } from '../redis/keys.ts';
import { toLuaJson } from './lua-json.ts';
import { readAnswer, type RawAnswer } from './read-answer.ts';
import { createRedisClock } from '../redis/redis-clock.ts';
import { patienceLeftMs } from '../redis/redis-patience.ts';

/**
 * The Lua commands: one for each transition, in `lua/`, each behind the same prelude. A command checks, writes the record and its
 * indexes, and appends the event, in one step. A command may run twice (ioredis sends again what lost its reply) and answers the second
 * time as the first.
 */
export type CommandName = keyof typeof COMMANDS;

/** What a command answers. `code` says what happened, `woken` which jobs to remind now (`type run id`), the rest is the command's own. */
export type CommandAnswer<Name extends CommandName = CommandName> = Name extends CommandName
  ? AnswerOf<(typeof COMMANDS)[Name]['answers']>
  : never;

/** Runs one command at `now` (ms). `texts`: long ones that are stored as they come. @throws where Lua answers what its description does not name */
export type RunCommand = <Name extends CommandName>(
  name: Name,
  operation: OperationOf<(typeof COMMANDS)[Name]>,
  ...texts: TextsOf<(typeof COMMANDS)[Name]>
) => Promise<CommandAnswer<Name>>;

/** How long a command may itself run, where that is more than a moment: it must begin so much earlier for its answer to be in time. */
const RUNS_FOR_MS: Partial<Record<CommandName, number>> = { accept_batch: 500 };

type WithCommands = Record<string, (root: string, operation: string, ...texts: (string | Buffer)[]) => Promise<RawAnswer>>;

/**
 * Teaches a connection the commands. With `patienceMs` nobody waits for an answer longer than that: a command that Redis comes to later
 * (it hung, and the command lay in its socket) is refused as `LATE` and changes nothing.
 */
export function createCommands(redis: Redis, keys: Keys, patienceMs?: number): RunCommand {
  const redisClock = createRedisClock(redis);
  for (const name of Object.keys(COMMANDS)) redis.defineCommand(`darkroom_${name}`, { numberOfKeys: 1, lua: scriptOf(name) });
  const commands = redis as unknown as WithCommands;

  return async <Name extends CommandName>(
    name: Name,
    operation: OperationOf<(typeof COMMANDS)[Name]>,
    ...texts: TextsOf<(typeof COMMANDS)[Name]>
  ) => {
    const redisNow = patienceMs === undefined ? undefined : await redisClock();
    const waitMs = Math.min(patienceMs ?? Infinity, patienceLeftMs() ?? Infinity);
    const answerBy = redisNow === undefined ? undefined : Math.floor(redisNow + waitMs - (RUNS_FOR_MS[name] ?? 0));
    const readable = toLuaJson({ ...operation, answer_by: answerBy });
    const raw = await commands[`darkroom_${name}`]!.call(redis, keys.root, readable, ...(texts as string[]));
    // The description by which it is read is the one that the type is made of.
    return readAnswer(name, COMMANDS[name].answers, raw) as CommandAnswer<Name>;
  };
}

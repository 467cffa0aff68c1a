import type { Redis } from 'ioredis';

import type { AnswerOf } from './answers.ts';
import { COMMANDS } from './command-map.ts';
import type { Command, OperationOf, TextsOf } from './command.ts';
import { createCommandCaller, type CommandCaller, type SimulatedConnection } from './command-caller.ts';
import type { Keys } from '../redis/keys.ts';
import { toLuaJson } from './lua-json.ts';
import { readAnswer } from './read-answer.ts';
import type { StorageFormat } from '../redis/format.ts';
import { createRedisClock } from '../redis/health/redis-clock.ts';
import { patienceLeftMs } from '../redis/waiting/redis-patience.ts';
import { createReplicated, type Replicated } from '../redis/health/replicated.ts';

/**
 * The Lua commands: one for each transition, in `lua/`, each after the same prelude. A command checks, writes the record and its indexes,
 * and appends the event, in one step. A command may run twice (ioredis repeats commands without a reply) and then gives the same answer.
 */
export type CommandName = keyof typeof COMMANDS;

/**
 * The answer of a command. `code` says what happened, `woken` lists jobs to remind now (`type run id`), the rest depends on the command.
 */
export type CommandAnswer<Name extends CommandName = CommandName> = Name extends CommandName
  ? AnswerOf<(typeof COMMANDS)[Name]['answers']>
  : never;

/** Runs one command at `now` (ms). `texts`: long ones that are stored unchanged. @throws if Lua gives an undescribed answer */
export type RunCommand = <Name extends CommandName>(
  name: Name,
  operation: OperationOf<(typeof COMMANDS)[Name]>,
  ...texts: TextsOf<(typeof COMMANDS)[Name]>
) => Promise<CommandAnswer<Name>>;

/** The run time of slow commands: they must begin this much earlier to answer in time. */
const RUNS_FOR_MS: Partial<Record<CommandName, number>> = { accept_batch: 500 };

type CommandOptions = { format?: StorageFormat | undefined; patienceMs?: number | undefined; caller?: CommandCaller };

/**
 * Runs the commands on a connection. With `patienceMs` no caller waits longer for an answer: a command that Redis runs later (it hung, and the command
 * waited in its socket) is refused as `LATE` and changes nothing.
 */
export function createCommands(redis: Redis, keys: Keys, { format, patienceMs, ...options }: CommandOptions = {}): RunCommand {
  const caller = options.caller ?? createCommandCaller(redis, format);
  const redisClock = createRedisClock(redis);
  const { simulatedLua } = redis as SimulatedConnection;
  const replicated: Replicated = simulatedLua ? (write) => write() : createReplicated(redis);

  return async <Name extends CommandName>(
    name: Name,
    operation: OperationOf<(typeof COMMANDS)[Name]>,
    ...texts: TextsOf<(typeof COMMANDS)[Name]>
  ) => {
    const redisNow = patienceMs === undefined ? undefined : await redisClock();
    const waitMs = Math.min(patienceMs ?? Infinity, patienceLeftMs() ?? Infinity);
    const answerBy = redisNow === undefined ? undefined : Math.floor(redisNow + waitMs - (RUNS_FOR_MS[name] ?? 0));
    const readable = toLuaJson({ ...operation, answer_by: answerBy, ...simulatedLua?.operation?.() });
    const call = () => caller.call(name, keys.root, readable, texts);
    const raw = await ((COMMANDS[name] as Command).whenFull === 'reads' ? call() : replicated(call));
    // The type is derived from the same description.
    return readAnswer(name, COMMANDS[name].answers, raw) as CommandAnswer<Name>;
  };
}

import type { Redis } from 'ioredis';

import { scriptOf } from './command-scripts.ts';
import type { Keys } from '../redis/keys.ts';
import { toLuaJson } from './lua-json.ts';
import { createRedisClock } from '../redis/redis-clock.ts';
import { patienceLeftMs } from '../redis/redis-patience.ts';

const NAMES = [
  'accept',
  'accept_batch',
  'begin',
  'place',
  'page',
  'take_slot',
  'take_turn',
  'intent',
  'durability',
  'settle',
  'advance',
  'stop',
  'restart',
  'end_held',
  'look_at_reminders',
  'forget_reminders',
  'claim',
  'change_job',
  'remove_job',
  'overdue',
  'retire',
  'limits',
  'reserve',
  'tend_pauses',
  'expire',
  'note_getty',
  'open_deliveries',
  'take_deliveries',
  'put_off_delivery',
  'adopt_deliveries',
  'settle_delivery',
  'refuse_deliveries',
  'redeliver',
  'trim_events',
  'fail_event',
  'create_endpoint',
  'change_endpoint',
  'rotate_endpoint',
  'delete_endpoint',
  'test_endpoint',
  'webhook_secret',
  'rotate_webhook_secret',
  'enabled_endpoints',
  'take_requests',
] as const;

/**
 * The Lua commands: one for each transition, in `lua/`, each behind the same prelude. A command checks, writes the record and its
 * indexes, and appends the event, in one step. A command may run twice (ioredis sends again what lost its reply) and answers the second
 * time as the first.
 */
export type CommandName = (typeof NAMES)[number];

/** `code` says what happened, `woken` which jobs to remind now (`type run id`), `rest` what the command returns besides. */
export type CommandAnswer = { code: string; woken: string[]; rest: (string | string[])[] };

/** Runs one command at `now` (ms). `texts`: long ones that are stored as they come. */
export type RunCommand = (
  name: CommandName,
  operation: { now: number } & Record<string, unknown>,
  ...texts: (string | Buffer)[]
) => Promise<CommandAnswer>;

/** How long a command may itself run, where that is more than a moment: it must begin so much earlier for its answer to be in time. */
const RUNS_FOR_MS: Partial<Record<CommandName, number>> = { accept_batch: 500 };

type RawAnswer = [code: string, woken: string[], ...rest: (string | string[])[]];
type WithCommands = Record<string, (root: string, operation: string, ...texts: (string | Buffer)[]) => Promise<RawAnswer>>;

/**
 * Teaches a connection the commands. With `patienceMs` nobody waits for an answer longer than that: a command that Redis comes to later
 * (it hung, and the command lay in its socket) is refused as `LATE` and changes nothing.
 */
export function createCommands(redis: Redis, keys: Keys, patienceMs?: number): RunCommand {
  const redisClock = createRedisClock(redis);
  for (const name of NAMES) redis.defineCommand(`darkroom_${name}`, { numberOfKeys: 1, lua: scriptOf(name) });
  const commands = redis as unknown as WithCommands;

  return async (name, operation, ...texts) => {
    const command = commands[`darkroom_${name}`];
    if (!command) throw new Error(`There is no command ${name}`);
    const redisNow = patienceMs === undefined ? undefined : await redisClock();
    const waitMs = Math.min(patienceMs ?? Infinity, patienceLeftMs() ?? Infinity);
    const answerBy = redisNow === undefined ? undefined : Math.floor(redisNow + waitMs - (RUNS_FOR_MS[name] ?? 0));
    const readable = toLuaJson({ ...operation, answer_by: answerBy });
    const [code, woken, ...rest] = await command.call(redis, keys.root, readable, ...texts);
    return { code, woken, rest };
  };
}

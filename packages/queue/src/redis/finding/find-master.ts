import type { ConnectionOptions } from 'node:tls';

import type { RedisLogin, RedisPlace, RedisServer } from '@darkroom/runtime/redis-url';
import type { Redis } from 'ioredis';

import { askAll, askServer, askServers, nameOf, type Answer } from './ask-servers.ts';
import { RedisNotFoundError } from './connection-problem.ts';

export type SentinelPlace = Extract<RedisPlace, { kind: 'sentinel' }>;

/** A sentinel keeps those that were removed until `SENTINEL RESET`. */
const MOST_LEARNED = 16;

/** One that was silent for longer is away; until then it may be slow, because it exchanges the master. Others hear of an exchange sooner. */
const MAY_BE_BUSY_MS = 5_000;
/** Between looks that are further apart it may have been back. */
const FORGOTTEN_MS = 60_000;

/** Asks sentinels which Redis is the master: those of the URL, and those that they named. */
export function createSentinels(now: () => number) {
  let learned: RedisServer[] = [];
  /** Those that did not answer: since when, and when they were last asked. */
  const silent = new Map<string, { since: number; at: number }>();

  const known = ({ sentinels }: SentinelPlace): RedisServer[] => [
    ...new Map([...sentinels, ...learned].map((server) => [nameOf(server), server])).values(),
  ];
  const isAway = (server: RedisServer): boolean => {
    const quiet = silent.get(nameOf(server));
    return quiet !== undefined && now() - quiet.since >= MAY_BE_BUSY_MS && now() - quiet.at < FORGOTTEN_MS;
  };
  const noteSilent = (name: string): void => {
    const before = silent.get(name);
    const at = now();
    silent.set(name, { since: before && at - before.at < FORGOTTEN_MS ? before.since : at, at });
  };

  return {
    /** @throws RedisNotFoundError if none knows */
    find: async (place: SentinelPlace, tls: ConnectionOptions): Promise<RedisServer> => {
      const { host, port, others } = await askServers(known(place), askEach(place, tls));
      if (others && others.length > 0) learned = others.slice(0, MOST_LEARNED);
      return { host, port };
    },
    /**
     * What all of them say now. null if one does not answer, because it may be the one that exchanges the master; or, when such are away, if fewer than most
     * answer. An exchange is decided by most.
     */
    askMost: async (place: SentinelPlace, tls: ConnectionOptions): Promise<Answer[] | null> => {
      const servers = known(place);
      const needed = servers.filter((server) => !isAway(server)).map(nameOf);
      const answered = new Set<string>();
      const ask = askEach(place, tls);
      const asked = async (server: RedisServer): Promise<Answer> => {
        const answer = await ask(server);
        answered.add(nameOf(server));
        return answer;
      };
      const areAll = () => needed.every((name) => answered.has(name));
      const { answers } = await askAll(servers, asked, areAll);
      for (const name of servers.map(nameOf)) {
        if (answered.has(name)) silent.delete(name);
        else noteSilent(name);
      }
      return areAll() && areMost(answers) ? answers : null;
    },
  };
}

/** One may be asked at two addresses. */
function areMost(answers: Answer[]): boolean {
  const all = Math.max(...answers.map(({ others = [] }) => others.length + 1));
  return new Set(answers.map(({ by }) => by)).size > all / 2;
}

function askEach(place: SentinelPlace, tls: ConnectionOptions) {
  return (sentinel: RedisServer) => askSentinel(place, sentinel, place.sentinelTls ? tls : undefined);
}

/** A sentinel without a password of its own is asked without one. If it wants one nevertheless, it gets name and password of the master. */
async function askSentinel(place: SentinelPlace, sentinel: RedisServer, tls: ConnectionOptions | undefined): Promise<Answer> {
  const ask = (login: RedisLogin) => askServer({ server: sentinel, login, tls }, (redis) => readAnswer(redis, place, sentinel));
  try {
    return await ask(place.sentinelLogin);
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal.startsWith('NOAUTH') && place.sentinelLogin.password === undefined && place.login.password !== undefined) {
      return ask(place.login).catch((again: unknown) => explain(again, sentinel, place));
    }
    return explain(error, sentinel, place);
  }
}

async function readAnswer(redis: Redis, { master }: SentinelPlace, sentinel: RedisServer): Promise<Answer> {
  const [flat, id, others] = await Promise.all([
    redis.call('SENTINEL', 'MASTER', master),
    orForbidden(redis.call('SENTINEL', 'MYID')),
    orForbidden(redis.call('SENTINEL', 'SENTINELS', master)),
  ]);
  const fields = readFields(flat);
  const answer = { ...readAddress(fields), epoch: Number(fields.get('config-epoch')) };
  if (answer.host === '' || !(answer.port > 0)) throw new RedisNotFoundError(`The sentinels do not know where the master ${master} is.`);
  return {
    ...answer,
    by: typeof id === 'string' ? id : nameOf(sentinel),
    isChanging: (fields.get('flags') ?? '').includes('failover_in_progress'),
    others: Array.isArray(others) ? others.map((other) => readAddress(readFields(other))) : [],
  };
}

/** Where an ACL forbids it, or it failed, the answer of `SENTINEL MASTER` counts. */
function orForbidden(asked: Promise<unknown>): Promise<unknown> {
  return asked.catch(() => undefined);
}

/** Field, value, field, value, … */
function readFields(flat: unknown): Map<string, string> {
  const words = flat as string[];
  return new Map(words.flatMap((field, index) => (index % 2 === 0 ? [[field, words[index + 1] ?? ''] as const] : [])));
}

function readAddress(fields: Map<string, string>): RedisServer {
  return { host: fields.get('ip') ?? '', port: Number(fields.get('port')) };
}

function explain(error: unknown, sentinel: RedisServer, { master }: SentinelPlace): never {
  const refusal = refusalOf(error);
  const who = `The sentinel ${nameOf(sentinel)}`;
  const reason =
    (/^ERR No such master/i.test(refusal) && `${who} has no master with the name "${master}" that REDIS_URL gives.`) ||
    (/^ERR unknown command/i.test(refusal) && `${nameOf(sentinel)} is not a sentinel. Sentinels usually listen on port 26379.`) ||
    (refusal.startsWith('NOAUTH') && `${who} needs a password: add ?sentinel_password=… to REDIS_URL.`) ||
    (refusal.startsWith('WRONGPASS') && `${who} refuses the sentinel_username or sentinel_password in REDIS_URL.`);
  throw reason ? new RedisNotFoundError(reason, { cause: error }) : error;
}

/** The words in which Redis itself refused. */
function refusalOf(error: unknown): string {
  const { cause } = error as Error;
  return cause instanceof Error ? cause.message : '';
}

import { describe, expect, test } from '@jest/globals';
import { ownRedis, testRedis, waitFor } from '@darkroom/testkit';
import { Redis } from 'ioredis';

import { commandLibrary } from './command-library.ts';
import { commandNames } from './command-scripts.ts';
import { createCommands } from './commands.ts';
import { createKeys } from '../redis/keys.ts';
import { openStore } from '../store.ts';
import { newJob, setup } from '../test/world.ts';

const DAY_MS = 86_400_000;
const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** The functions that Redis has of a library. */
async function functionsOf(redis: Redis, library: string): Promise<string[]> {
  const [found] = (await redis.function('LIST', 'LIBRARYNAME', library)) as unknown[][];
  const functions = (found?.[5] ?? []) as string[][];
  return functions.map((one) => one[1]!);
}

function storeOf(redis: { url: string; prefix?: string }, role: 'worker' | 'request' = 'request') {
  const store = openStore({ url: redis.url, prefix: redis.prefix ?? 'own', role, now: Date.now, logger: silent });
  return { ...store, [Symbol.asyncDispose]: () => store.close() };
}

function connectionTo(url: string) {
  const redis = new Redis(url);
  return { redis, [Symbol.dispose]: () => redis.disconnect() };
}

const waysOf = async (store: { readiness: () => Promise<{ redis: { commands: string } }> }) => (await store.readiness()).redis.commands;

describe('the library of commands', () => {
  test('is accepted by Redis, with room for twenty more names', async () => {
    await using world = await setup();
    const { code, name } = commandLibrary(2);
    const more = Array.from({ length: 20 }, (_, n) => `local more_${n} = ${n}`).join('\n');
    const other = code.replaceAll(name, 'darkroom_roomy').replace('\n', `\n${more}\n`);
    expect(await world.raw.function('LOAD', 'REPLACE', other)).toBe('darkroom_roomy');
    expect(await functionsOf(world.raw, 'darkroom_roomy')).toHaveLength(commandNames().length);
    await world.raw.function('DELETE', 'darkroom_roomy');
    // Else every test of a simulated clock would run scripts, and say nothing of functions.
    await world.accept();
    expect(await waysOf(world.store)).toBe('functions');
  });

  test('has a name, and functions, that follow from its contents', () => {
    const [old, now] = [commandLibrary(1), commandLibrary(2)];
    expect(old.name).not.toBe(now.name);
    expect(old.functionOf('begin')).not.toBe(now.functionOf('begin'));
    expect(now.code).toContain(`'${now.functionOf('begin')}'`);
  });
});

test('commands are functions, of two versions at once, and a Redis that has lost them gets them again', async () => {
  await using redis = await ownRedis();
  await using store = storeOf(redis, 'worker');
  await store.connected(5_000);
  const [first, second, third] = [newJob(Date.now()), newJob(Date.now()), newJob(Date.now())];
  await store.jobs.accept(first);
  expect(await waysOf(store)).toBe('functions');
  const before = openStore({ url: redis.url, prefix: 'own', role: 'worker', now: Date.now, logger: silent, format: 1 });
  await before.jobs.accept(second);
  expect((await redis.command('FUNCTION', 'LIST')) as unknown[]).toHaveLength(2);

  await redis.command('FUNCTION', 'FLUSH');
  await Promise.all([store.jobs.accept(third), before.jobs.get(first.id), store.passes.begin(first.id, 1)]);
  expect(await store.jobs.get(third.id)).toMatchObject({ status: 'queued' });
  await before.close();
});

test('Redis keeps the library on its disk, also after its log was rewritten', async () => {
  await using redis = await ownRedis();
  {
    await using store = storeOf(redis, 'worker');
    await store.jobs.accept(newJob(Date.now()));
  }
  await redis.restart();
  expect((await redis.command('FUNCTION', 'LIST')) as unknown[]).toHaveLength(1);
  await redis.command('BGREWRITEAOF');
  await waitFor(
    async () => /aof_rewrite_in_progress:0[^]*aof_last_bgrewrite_status:ok/.test(String(await redis.command('INFO', 'persistence'))),
    {
      what: 'the log to be rewritten',
    },
  );
  await redis.kill();
  await redis.restart();
  expect((await redis.command('FUNCTION', 'LIST')) as unknown[]).toHaveLength(1);
});

describe('where functions are forbidden', () => {
  test.each([
    ['the call, by an ACL', 'fcall', "NOPERM this user has no permissions to run the 'fcall' command"],
    ['the call, in the words of Redis 7.2', 'fcall', "NOPERM User app has no permissions to run the 'fcall' command"],
    ['loading, by an ACL', 'function', "NOPERM this user has no permissions to run the 'function|load' command"],
    ['loading, by a provider', 'function', "ERR command is not allowed: 'FUNCTION'"],
    ['functions that the server does not know', 'fcall', "ERR unknown command 'fcall', with args beginning with: 'darkroom_"],
  ])('%s: scripts are called', async (_what, refused, message) => {
    await using world = await setup();
    await world.raw.ping();
    let asked = 0;
    const send = world.raw.sendCommand.bind(world.raw);
    world.raw.sendCommand = (command, stream) => {
      if (command.name === refused) {
        asked++;
        command.reject(new Error(message));
        return command.promise;
      }
      if (command.name === 'fcall') command.reject(new Error('ERR Function not found'));
      return command.name === 'fcall' ? command.promise : send(command, stream);
    };
    const run = createCommands(world.raw, world.keys);
    for (let n = 0; n < 3; n++) expect(await run('read_budgets', { now: Date.now(), tenant: 'acme' })).toMatchObject({ code: 'budgets' });
    expect(asked).toBe(1);
  });

  test('later, while a process runs: it goes on with scripts, and a new connection tries functions again', async () => {
    await using redis = testRedis();
    const user = `later-${redis.prefix}`;
    const acl = (...rules: string[]) => redis.command('ACL', 'SETUSER', user, ...rules);
    await acl('on', 'nopass', '~*', '&*', '+@all');
    const url = redis.url.replace('//', `//${user}:any@`);
    await using store = storeOf({ ...redis, url }, 'worker');
    await store.jobs.accept(newJob(Date.now()));
    expect(await waysOf(store)).toBe('functions');

    await acl('-fcall', '-function');
    await store.jobs.accept(newJob(Date.now()));
    expect(await waysOf(store)).toBe('scripts');

    await acl('+@all');
    await redis.command('CLIENT', 'KILL', 'USER', user);
    await waitFor(async () => (await waysOf(store)) === 'functions', { what: 'functions to be tried again' });
    await redis.command('ACL', 'DELUSER', user);
  });
});

test('a command that fails half-way leaves nothing to the next call', async () => {
  await using world = await setup();
  const jobs = newJob(world.clock.now(), { tenant: 'broken' });
  await world.raw.set(world.keys.jobs('broken'), 'no sorted set');
  await expect(world.store.jobs.accept(jobs)).rejects.toThrow('WRONGTYPE');
  const next = await world.accept({ tenant: 'beta' });
  expect(await world.raw.zrange(world.keys.jobs('beta'), '0', '-1')).toEqual([next]);
  expect(await world.raw.smembers(world.keys.tenants)).toEqual(['beta']);
});

test('a full Redis refuses what would fill it further, reads, and removes', async () => {
  await using redis = await ownRedis();
  await using store = storeOf(redis, 'worker');
  const [ended, refused] = [newJob(Date.now()), newJob(Date.now())];
  await store.jobs.accept(ended);
  using connection = connectionTo(redis.url);
  const run = createCommands(connection.redis, createKeys('own'));
  await run('place', { now: Date.now(), tenant: 'acme', id: ended.id, run: 1, priority: 0 });
  await redis.command('CONFIG', 'SET', 'maxmemory', '1');
  await expect(store.jobs.accept(refused)).rejects.toThrow(/^OOM/);
  expect(await run('place', { now: Date.now(), tenant: 'acme', id: ended.id, run: 1, priority: 0 })).toMatchObject({ code: 'place' });
  expect(await run('retire', { now: Date.now(), before: 0, most: 10 })).toMatchObject({ code: 'retired' });

  await redis.command('FUNCTION', 'FLUSH');
  expect(await run('place', { now: Date.now(), tenant: 'acme', id: ended.id, run: 1, priority: 0 })).toMatchObject({ code: 'place' });
});

test('libraries that nobody has used for a day are removed, others stay', async () => {
  await using world = await setup();
  const libraries = `${world.keys.root}:libraries`;
  const load = async (name: string) => {
    await world.raw.function('LOAD', 'REPLACE', `#!lua name=${name}\nredis.register_function('${name}_f', function() return 1 end)`);
    return name;
  };
  const [gone, kept] = [await load(`darkroom_gone_${world.keys.root.length}`), await load(`darkroom_kept_${world.keys.root.length}`)];
  await world.accept();
  const [own] = await world.raw.hkeys(libraries);
  await world.raw.hset(libraries, gone, Date.now() - DAY_MS - 1_000, kept, Date.now() - DAY_MS + 60_000, 'darkroom_never', 5);
  await using _another = world.another(0);
  await waitFor(async () => (await world.raw.hlen(libraries)) === 2, { what: 'the notes to go' });
  expect(await world.raw.hkeys(libraries)).toEqual(expect.arrayContaining([own, kept]));
  expect(await functionsOf(world.raw, gone)).toEqual([]);
  expect(await functionsOf(world.raw, kept)).toEqual([`${kept}_f`]);
  await world.raw.function('DELETE', kept);
});

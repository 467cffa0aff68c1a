import { expect, test } from '@jest/globals';
import { ownRedis, waitFor, type OwnRedis } from '@darkroom/testkit';

import { startForwarder } from './forwarder.ts';
import { startSystem, type System } from './system.ts';
import { everyProcess, findBroken, refuseLate, REFUSAL, untilBack } from './redis-away.ts';
import { submitWave } from './storm/drive.ts';

/**
 * G1 and G8 over failovers: a primary and its replica behind one address. Replication is asynchronous, so a promise is made only for what the
 * replica has: all of it where the roles are exchanged in order, and what had arrived where the primary dies.
 */

const WAVE = 30;
const PENDING = 15;

test('roles exchanged in order under load, and then a primary that dies: 503 meanwhile, and nothing is lost or paid twice', async () => {
  await using first = await ownRedis();
  await using second = await ownRedis();
  await follow(second, first);
  await using forwarder = await startForwarder(first);
  await using system = await startSystem({ redisUrl: forwarder.url, workers: 2, worker: { GETTY_MAX_PENDING: `${PENDING}` } });
  const accepted: string[] = [];
  const wave = (from: number) => submitWave(system, { from, to: from + WAVE }, (id) => accepted.push(id));
  const begin = async () => {
    await waitFor(async () => (await system.ledger()).generations.length >= 5, { what: 'paid calls to be under way' });
    await first.command('CLIENT', 'PAUSE', '60000', 'WRITE');
  };
  const exchange = async () => {
    expect(await refuseLate(system)).toEqual(REFUSAL);
    await first.command('FAILOVER', 'TO', '127.0.0.1', `${second.port}`);
    await waitFor(async () => (await replication(first, 'role')) === 'slave', { what: 'the roles to be exchanged' });
    await first.command('CLIENT', 'UNPAUSE');
    // The address still leads to the old primary: it answers, and writes nothing.
    await waitFor(() => everyProcess(system, { ready: false, problem: /^READONLY / }), {
      what: 'every process to say so',
    });
    expect(await refuseLate(system)).toEqual(REFUSAL);
    forwarder.leadTo(second);
    await untilBack(system);
  };
  const meanwhile = async () => {
    await begin();
    const [during] = await Promise.all([wave(WAVE), exchange()]);
    return during;
  };
  const [before, during] = await Promise.all([wave(0), meanwhile()]);
  const submitted = [...before, ...during];
  expect(accepted).toHaveLength(2 * WAVE);
  expect(await findBroken(system, submitted)).toEqual([]);

  await system.program('/__settings', 'PUT', { generation_duration: '3s' });
  const busy = waitFor(async () => (await pendingOf(system)) >= PENDING / 3, { what: 'Getty to work on some' });
  const [third] = await Promise.all([wave(2 * WAVE), busy]);
  // Nothing is written between what the replica is seen to have, and the end of the primary.
  await second.command('CLIENT', 'PAUSE', '60000', 'WRITE');
  await waitFor(() => hasAll(first, second), { what: 'the replica to have what the primary has' });
  await second.kill('SIGKILL');
  expect(await refuseLate(system)).toEqual(REFUSAL);
  await first.command('REPLICAOF', 'NO', 'ONE');
  forwarder.leadTo(first);
  await untilBack(system);
  expect(await findBroken(system, [...submitted, ...third])).toEqual([]);
  expect((await system.jobs()).filter(({ type }) => type === 'generation')).toHaveLength(3 * WAVE + 1);
});

async function follow(replica: OwnRedis, primary: OwnRedis): Promise<void> {
  await replica.command('REPLICAOF', '127.0.0.1', `${primary.port}`);
  await waitFor(async () => (await replication(replica, 'master_link_status')) === 'up', {
    what: 'the replica to follow',
  });
}

/** Compared with one moment of the primary: whoever writes on is not waited for. */
async function hasAll(replica: OwnRedis, primary: OwnRedis): Promise<boolean> {
  const wanted = await replication(primary, 'master_repl_offset');
  return Number(await replication(replica, 'slave_repl_offset')) >= Number(wanted);
}

/** What a Redis says of its replication: `role`, `master_link_status`, … */
async function replication(redis: OwnRedis, fact: string): Promise<string | undefined> {
  return new RegExp(`^${fact}:(\\w+)`, 'm').exec(String(await redis.command('INFO', 'replication')))?.[1];
}

async function pendingOf(system: System): Promise<number> {
  const { pending_now } = await system.ledger();
  return pending_now;
}

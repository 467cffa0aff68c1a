import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

import { expect, test } from '@jest/globals';
import type { ChainableCommander, Redis } from 'ioredis';

import { connectRedis, type ConnectionRole } from '../connection/connection.ts';
import { describeRedisAway, isRedisAway } from './redis-away.ts';

/** A Redis that ends each connection right after its first answer to commands of ours. */
async function endsAfterOneAnswer() {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (sent) => {
      const text = String(sent);
      if (!/\b(get|multi)\b/i.test(text))
        return void socket.write('+OK\r\n'.repeat(text.split('\n').filter((line) => line.startsWith('*')).length));
      socket.end(/\bmulti\b/i.test(text) ? '+OK\r\n+QUEUED\r\n' : '$1\r\na\r\n');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.close();
      await once(server, 'close');
    },
  };
}

const CALLS: [string, (redis: Redis) => ChainableCommander][] = [
  ['a pipeline', (redis) => redis.pipeline().get('a').get('b')],
  ['a transaction', (redis) => redis.multi().get('a').get('b')],
];

test.each(CALLS.flatMap(([what, call]) => (['worker', 'request'] as const).map((role) => [what, role, call] as const)))(
  '%s of a %s whose connection ends between the answers has met a Redis that is away',
  async (_what, role: ConnectionRole, call) => {
    await using server = await endsAfterOneAnswer();
    const redis = connectRedis({ url: server.url, role, onError: () => undefined });
    await once(redis, 'ready');
    const errors = await call(redis)
      .exec()
      .then(
        (answers) => (answers ?? []).flatMap(([error]) => error ?? []),
        (error: unknown) => [error as Error],
      );
    await once(redis, 'ready');
    redis.disconnect();
    expect(errors.length).toBeGreaterThan(0);
    expect(errors.filter((error) => !isRedisAway(error)).map(String)).toEqual([]);
  },
);

function aborted(cause: string): Error {
  return Object.assign(new Error('EXECABORT Transaction discarded because of previous errors.'), { previousErrors: [new Error(cause)] });
}

test('a transaction counts as its commands do: refused by a Redis that moves its keys, or wrong', () => {
  expect(isRedisAway(aborted('MOVED 866 10.0.0.2:6379'))).toBe(true);
  expect(isRedisAway(aborted('ERR wrong number of arguments for get command'))).toBe(false);
});

test.each([
  ['NOREPLICAS Not enough good replicas to write.', 'Redis has too few replicas now to keep a change safe. Try again later.'],
  ['UNREPLICATED 0 of the 1 replicas', 'Redis has too few replicas now to keep a change safe. Try again later.'],
  ['OOM command not allowed', 'Redis is full. Try again later.'],
  ['ASK 866 10.0.0.2:6379', 'Redis cannot be used now. Try again later.'],
  ['UNBLOCKED force unblock from blocking operation, instance state changed', 'Redis cannot be used now. Try again later.'],
])('%s is described, and is a Redis that is away', (message, words) => {
  expect([isRedisAway(new Error(message)), describeRedisAway(new Error(message))]).toEqual([true, words]);
});

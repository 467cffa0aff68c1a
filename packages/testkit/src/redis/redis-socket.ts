import { join } from 'node:path';

/** A longer path fits no Unix socket: 104 bytes with macOS, 108 with Linux. */
const LONGEST_PATH = 100;

/**
 * The path of a Unix socket for a Redis with its files here: a command takes two thirds of the processor time that it takes by TCP. Undefined
 * where the path is too long.
 */
export function socketIn(dataDir: string): string | undefined {
  const path = join(dataDir, 'redis.sock');
  return path.length > LONGEST_PATH ? undefined : path;
}

/** The arguments with which redis-server listens there too. */
export function listenAt(socket: string | undefined): string[] {
  return socket === undefined ? [] : ['--unixsocket', socket];
}

/** Where tests connect to a Redis by themselves: the socket of the run's Redis if it has one, else the URL. ioredis takes both. */
export function nearestAddress(url: string): string {
  return (url === process.env.TEST_REDIS_URL && process.env.TEST_REDIS_SOCKET) || url;
}

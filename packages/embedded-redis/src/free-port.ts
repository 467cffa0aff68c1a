import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

/** Below the range from which the kernel takes ports for outgoing connections, so none of those can take it. */
const RANGE = { from: 20_000, to: 32_000 };

/**
 * A loopback port on which nothing listens. No other call returns it while this process runs, in whichever process on this machine: what is
 * started on the port may need seconds until it listens, and may be started there again.
 */
export function freePort(): Promise<number> {
  return freePorts([0]);
}

/** The first of some ports for which this holds; `offsets`: where the others are, after the first. */
export async function freePorts(offsets: readonly number[]): Promise<number> {
  for (;;) {
    const first = randomInt(RANGE.from, RANGE.to);
    const free = await Promise.all(offsets.map(async (offset) => (await reserve(first + offset)) && isFree(first + offset)));
    if (free.every(Boolean)) return first;
  }
}

/** Whether a loopback port could be listened on now. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/** Takes the UDP port of the same number, which nothing here uses otherwise: the kernel gives it to one process, and frees it when that ends. */
function reserve(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4').unref();
    socket.once('error', () => socket.close(() => resolve(false)));
    socket.bind({ port, address: '127.0.0.1', exclusive: true }, () => resolve(true));
  });
}

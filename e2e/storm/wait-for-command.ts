import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';

import type { OwnRedis } from '@darkroom/testkit';

/**
 * Resolves when Redis has begun this Lua command, by its MONITOR. Whoever called it is at that step then. Redis may be killed meanwhile: a client of
 * Redis would not be made for that. @throws Error after the time, or when Redis has gone
 */
export async function waitForCommand({ port }: Pick<OwnRedis, 'port'>, command: string, timeoutMs: number): Promise<void> {
  const socket = connect({ host: '127.0.0.1', port });
  const timer = setTimeout(() => socket.destroy(new Error(`nothing ran ${command}`)), timeoutMs);
  try {
    await once(socket, 'connect');
    socket.write('MONITOR\r\n');
    const called = new RegExp(`"fcall" "\\w+_${command}"`, 'i');
    for await (const line of createInterface(socket)) if (called.test(line.slice(0, 300))) return;
    throw new Error(`Redis ended before anything ran ${command}`);
  } finally {
    clearTimeout(timer);
    socket.destroy();
  }
}

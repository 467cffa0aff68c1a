import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { promisify } from 'node:util';

import { expect, test } from '@jest/globals';

import { freePort, isFree } from './free-port.ts';

test('a port that was returned, or is listened on, is not returned to another process', async () => {
  const port = await freePort();
  expect(await isFree(port)).toBe(true);
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const drawn = [port, (server.address() as AddressInfo).port];

  // Another process that draws these two first.
  const script = `
    import crypto from 'node:crypto';
    import { syncBuiltinESMExports } from 'node:module';
    const drawn = ${JSON.stringify(drawn)};
    const { randomInt } = crypto;
    crypto.randomInt = (...range) => drawn.shift() ?? randomInt(...range);
    syncBuiltinESMExports();
    const { freePort } = await import(${JSON.stringify(new URL('free-port.ts', import.meta.url).href)});
    console.log(JSON.stringify({ port: await freePort(), drawn }));
  `;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
  const other = JSON.parse(stdout) as { port: number; drawn: number[] };
  expect(other.drawn).toEqual([]);
  expect(drawn).not.toContain(other.port);
  server.close();
  await once(server, 'close');
});

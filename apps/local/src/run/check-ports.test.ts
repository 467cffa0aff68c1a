import { createHttpServer } from '@darkroom/runtime';
import { freePort } from '@darkroom/testkit';
import { expect, test } from '@jest/globals';

import { checkPorts } from './check-ports.ts';

test('names every port in use and a way out', async () => {
  // Ours as long as the test runs, so that nobody else has it once it is free.
  const taken = createHttpServer({ handler: () => {}, port: await freePort(), host: '127.0.0.1' });
  await taken.start();
  await expect(checkPorts({ api: taken.port, worker: await freePort() })).rejects.toThrow(
    `Port ${taken.port} (api) is in use by another program. Stop that one, or start on other ports: PORT=8000 npm start`,
  );
  const { port } = taken;
  await taken.stop();
  await checkPorts({ api: port });
});

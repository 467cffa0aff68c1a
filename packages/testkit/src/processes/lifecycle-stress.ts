import type { Service } from '@darkroom/runtime';

import { waitFor } from '../waiting/wait-for.ts';

/** Resources that a stopped service must release: servers, connections, timers that keep the process alive. */
const WATCHED = new Set(['TCPServerWrap', 'TCPSocketWrap', 'PipeWrap', 'Timeout', 'ProcessWrap']);

/** The test suite that every Service passes. Call it at the top of a test file. */
export function lifecycleStress(name: string, createService: () => Service | Promise<Service>): void {
  // Uses Jest's globals instead of `@jest/globals`, which cannot be imported outside of Jest (bench).
  const { describe, expect, test } = globalThis as unknown as typeof import('@jest/globals');

  /** Runs one life of the service, then checks that nothing is left. */
  const life = (title: string, live: (service: Service) => Promise<void>) =>
    test(title, async () => {
      const before = resources();
      await live(await createService());
      const nothingLeft = () => expect(left(before)).toEqual([]);
      await waitFor(() => [nothingLeft()], { what: `${name} to let go of everything` });
    });

  describe(`${name}: the life of a service`, () => {
    life('starts and stops', async (service) => {
      await service.start();
      await service.stop();
    });

    life('stops twice, one after the other and at once', async (service) => {
      await service.start();
      await Promise.all([service.stop(), service.stop()]);
      await service.stop();
    });

    life('stops without having been started', async (service) => {
      await service.stop();
    });

    life('stops while it is starting', async (service) => {
      const starting = service.start().catch(() => undefined); // a start that is cut short may reject
      await service.stop();
      await starting;
    });

    life('does not come back after a stop', async (service) => {
      await service.start();
      await service.stop();
      await service.start().catch(() => undefined); // it may refuse or do nothing
    });
  });
}

function resources(): string[] {
  return process.getActiveResourcesInfo().filter((resource) => WATCHED.has(resource));
}

/** Resources that exist now but did not before. */
function left(before: string[]): string[] {
  const rest = [...before];
  return resources().filter((resource) => {
    const known = rest.indexOf(resource);
    if (known >= 0) rest.splice(known, 1);
    return known < 0;
  });
}

import { readConfig } from '@darkroom/worker/config';
import { createDeps } from '@darkroom/worker/create-deps';

import type { World } from '../world.ts';
import type { SimulatedProcess } from './simulated-process.ts';
import { openSimulatedStore } from './simulated-store.ts';

/** What a worker's passes need, with its settings and its store. `random`: its chance. */
export function workerDeps(world: World, process: SimulatedProcess, random: () => number) {
  const config = readConfig({
    REDIS_URL: 'redis://simulated',
    GETTY_API_URL: 'https://api.getty.example',
    GETTY_AUTH_URL: 'https://auth.getty.example/oauth2/token',
    GETTY_API_KEY: 'key',
    GETTY_API_SECRET: 'secret',
    ...world.plan.settings,
  });
  const store = openSimulatedStore(world, process);
  const exchange = world.network.exchange(process);
  return { config, store, deps: createDeps(config, { store, clock: process.clock, random, onCall: () => undefined, exchange }) };
}

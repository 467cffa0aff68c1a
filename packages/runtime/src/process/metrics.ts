import { versions } from 'node:process';

import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';

import { VERSION } from './process-identity.ts';

export { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** Creates a registry per app, so that several apps in one process (tests) do not share counters. */
export function createMetrics(app: string): Registry {
  const registry = new Registry();
  registry.setDefaultLabels({ app });
  collectDefaultMetrics({ register: registry });
  const build = new Gauge({
    name: 'darkroom_build_info',
    help: 'Always 1: which version runs here, on which Node',
    labelNames: ['version', 'node'],
    registers: [registry],
  });
  build.set({ version: VERSION, node: versions.node }, 1);
  return registry;
}

import { createLogger } from '@darkroom/runtime';

/** What the product would log is in the trace already. `SIMULATION_LOG=debug` shows it all the same. */
export const silentLogger = createLogger({ name: 'simulation', level: process.env.SIMULATION_LOG ?? 'silent' });

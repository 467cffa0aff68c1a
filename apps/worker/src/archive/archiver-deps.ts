import type { Archive } from '@darkroom/archive';
import type { GettyClient } from '@darkroom/getty';
import type { Copy, Store } from '@darkroom/queue';
import type { Clock } from '@darkroom/runtime';
import type { Tracing } from '@darkroom/telemetry';

import type { ArchiveHealth } from './archive-health.ts';

/** The dependencies of the steps of a copy. */
export type ArchiverDeps = {
  store: { copies: Pick<Store['copies'], 'begin' | 'renew' | 'end' | 'putOff'> } & Pick<Store, 'jobs' | 'queries'>;
  getty: Pick<GettyClient, 'getDownload' | 'getGeneration' | 'openFile'>;
  archive: Archive;
  health: ArchiveHealth;
  clock: Clock;
  random: () => number;
  /** Where copies are traced. */
  tracing?: Tracing | undefined;
  /** How long Getty may send nothing, in ms. */
  stallMs?: number;
};

/** A copy that this worker works on. `signal`: it is lost, or the worker stops. `keep`: makes sure that it is not lost; throws if it is. */
export type HeldCopy = { copy: Copy; signal: AbortSignal; keep: () => Promise<void> };

import { createHash } from 'node:crypto';

import { ArchiveError, type Archive } from '@darkroom/archive';
import type { Store } from '@darkroom/queue';
import type { Logger, Service } from '@darkroom/runtime';

import { createArchiveHealth } from './archive-health.ts';
import type { ArchiverDeps } from './archiver-deps.ts';
import { runCopy, type CopyEvents } from './run-copy.ts';

/** Copies at once in a worker, apart from passes over jobs: each may hold a part of a file in memory. */
const COPIES_AT_ONCE = 4;
/** From one portion of the backfill to the next, and how long to rest when there is nothing to do, in ms. */
const BACKFILL_EVERY_MS = 1_000;
const REST_MS = 15_000;

type KeepDeps = Omit<ArchiverDeps, 'health' | 'store'> & {
  store: Pick<Store, 'copies' | 'jobs' | 'queries' | 'createRemindedWorker'>;
  events: CopyEvents & { archiveChanged: (error: ArchiveError | null) => void };
  logger: Logger;
};

/** Copies what is due into the archive, and looks for what was downloaded before there was one. */
export function keepArchive(deps: KeepDeps & { archive: Archive }, { previews }: { previews: boolean }) {
  const { store, archive, clock, logger } = deps;
  const health = createArchiveHealth({ now: () => clock.now(), onChange: deps.events.archiveChanged });
  const stopping = new AbortController();
  const worker = store.createRemindedWorker({
    queue: 'archive',
    concurrency: COPIES_AT_ONCE,
    process: (reminder) => runCopy({ ...deps, health }, reminder, stopping.signal),
  });
  // Another archive, or previews as well: the backfill begins anew.
  const name = createHash('sha256').update(`${archive.name} ${previews}`).digest('hex').slice(0, 16);
  let timer: NodeJS.Timeout | undefined;
  let filling: Promise<void> | undefined;
  /** A version without archives may have finished downloads until this process began. */
  let restart = true;

  const fill = (): void => {
    filling = store.copies
      .backfillOnce({ archive: name, previews, restart })
      .then((more) => {
        restart = false;
        return more;
      })
      .catch((error: unknown) => {
        if (!stopping.signal.aborted) logger.warn({ error }, 'backfill.interrupted');
        return false;
      })
      .then((more) => {
        if (!stopping.signal.aborted) timer = setTimeout(fill, (more ? BACKFILL_EVERY_MS : REST_MS) * (0.8 + Math.random() * 0.4));
      });
  };

  /** A wrong setting is seen at start, not only with the first download. */
  const check = (): Promise<void> =>
    archive.check().catch((error: unknown) => {
      if (error instanceof ArchiveError) health.failed(error);
      else logger.warn({ error }, 'archive.not_checked');
    });

  const service: Service = {
    start: async () => {
      if (stopping.signal.aborted) return;
      void check();
      fill();
      await worker.start();
    },
    stop: async () => {
      stopping.abort();
      clearTimeout(timer);
      await worker.stop();
      await store.copies.finish(filling);
      archive.close();
    },
  };
  return { ...service, worker, isWorking: health.isWorking };
}

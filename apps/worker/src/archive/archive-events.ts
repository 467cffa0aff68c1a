import type { ArchiveError } from '@darkroom/archive';
import type { Copy } from '@darkroom/queue';
import type { Logger } from '@darkroom/runtime';

import type { CopyOutcome } from './copy-outcome.ts';

export type ArchiveEvents = ReturnType<typeof createArchiveEvents>;

/** Reports what happens to copies. `count`: counts an outcome in the metrics. */
export function createArchiveEvents({ logger, count }: { logger: Logger; count: (outcome: CopyOutcome) => void }) {
  return {
    copyEnded: ({ copy, outcome, durationMs }: { copy: Copy; outcome: CopyOutcome; durationMs: number }): void => {
      count(outcome);
      const failed = outcome.kind === 'failed' || outcome.kind === 'given_up';
      logger[failed ? 'warn' : 'info'](
        {
          job_id: copy.id,
          tenant: copy.tenant,
          what: copy.what,
          outcome: outcome.kind,
          duration_ms: durationMs,
          ...(outcome.kind === 'stored' && { bytes: outcome.archive.bytes }),
          ...(failed && { tries: copy.tries + 1, reason: outcome.error }),
        },
        'copy.ended',
      );
    },

    /** The archive does not work any more, or for another reason, or works again. */
    archiveChanged: (error: ArchiveError | null): void => {
      if (error) logger.error({ reason: error.message }, 'archive.unavailable');
      else logger.info({}, 'archive.available');
    },
  };
}

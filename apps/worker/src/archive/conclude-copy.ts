import type { ArchiveRecord, Copy, ReminderOutcome } from '@darkroom/queue';

import type { ArchiverDeps } from './archiver-deps.ts';
import type { CopyOutcome } from './copy-outcome.ts';
import { folderOfCopy } from './folder-of-copy.ts';

const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 30 * 60_000;

/** Turns the outcome of a pass over a copy into one transition, then says when its reminder comes back. */
export async function concludeCopy(deps: ArchiverDeps, copy: Copy, outcome: CopyOutcome): Promise<ReminderOutcome> {
  const now = deps.clock.now();
  switch (outcome.kind) {
    case 'stored':
    case 'given_up': {
      const archive: ArchiveRecord = outcome.kind === 'stored' ? outcome.archive : { state: 'failed', at: now, error: outcome.error };
      const ended = await deps.store.copies.end(copy, archive);
      // Its job was removed, and so was everything that the archive had of it by then.
      if (ended === 'gone') await deps.archive.clear(folderOfCopy(copy), 'everything');
      return { note: ended === 'ended' ? outcome.kind : ended };
    }
    case 'removed':
      await deps.store.copies.end(copy);
      return { note: outcome.kind };
    case 'failed': {
      const at = now + waitMs(copy.tries, deps.random);
      await deps.store.copies.putOff(copy, at, { state: 'pending', at: now, error: outcome.error });
      return { note: outcome.kind, againAt: at };
    }
    case 'put_off': {
      const at = now + outcome.waitMs;
      await deps.store.copies.putOff(copy, at);
      return { note: outcome.kind, againAt: at };
    }
    case 'lost':
      return { note: outcome.kind };
  }
}

/** Twice as long after each try, ± 25 %. */
function waitMs(tries: number, random: () => number): number {
  return Math.round(Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(tries, 20)) * (0.75 + random() / 2));
}

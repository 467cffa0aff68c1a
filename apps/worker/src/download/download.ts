import type { DownloadAnswer } from '@darkroom/getty';

import { backToHeld } from '../pass/back-to-held.ts';
import type { Deps, Pass } from '../pass/deps.ts';
import { guard } from '../pass/guard.ts';
import type { LookedAt } from '../pass/looked.ts';
import type { Outcome } from '../pass/outcome.ts';
import { waitOut } from '../pass/wait-out.ts';
import { findDownload } from './find-download.ts';
import { imageOf } from './image.ts';
import { leaveUnseen } from './last-download.ts';
import { pollDownload } from './poll-download.ts';
import { regainImage } from './regain-image.ts';
import { submitDownload } from './submit-download.ts';

/** Makes one pass over a download: one step from the state in its record. `looked`: Getty was polled already. */
export async function runDownload(deps: Deps, pass: Pass, looked?: LookedAt<'download', DownloadAnswer>): Promise<Outcome> {
  const { record } = pass;
  const image = imageOf(record);
  const had = { record, image, holdsImage: record.slot !== null };

  const stop = guard(record, deps.clock.now());
  if (stop) return leaveUnseen(deps, had, stop);
  if (record.intent === null && record.acceptedAt === null) return submitDownload(deps, pass, image);

  // Getty has it, or may have it: it is checked only while this job has the slot of the image.
  const away = looked ? undefined : waitOut(deps, pass);
  const wait = away ?? (await regainImage(deps, pass, image));
  if (wait) return leaveUnseen(deps, had, wait);
  const outcome = record.intent ? await findDownload(deps, pass, image, record.intent) : await pollDownload(deps, pass, { image, looked });
  return leaveUnseen(deps, { ...had, holdsImage: true }, backToHeld(record, outcome));
}

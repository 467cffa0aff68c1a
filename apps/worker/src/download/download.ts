import { backToHeld } from '../pass/back-to-held.ts';
import type { Deps, Pass } from '../pass/deps.ts';
import { findDownload } from './find-download.ts';
import { guard } from '../pass/guard.ts';
import { imageOf, type Image } from './image.ts';
import { leaveUnseen } from './last-download.ts';
import type { Outcome } from '../pass/outcome.ts';
import { pollDownload } from './poll-download.ts';
import { regainImage } from './regain-image.ts';
import { submitDownload } from './submit-download.ts';
import { waitOut } from '../pass/wait-out.ts';

/** One pass over a download: from where its record stands, one step on. */
export async function runDownload(deps: Deps, pass: Pass): Promise<Outcome> {
  const image = imageOf(pass.record);
  return leaveUnseen(deps, pass.record, image, backToHeld(pass.record, await stepOn(deps, pass, image)));
}

async function stepOn(deps: Deps, pass: Pass, image: Image): Promise<Outcome> {
  const { record } = pass;
  const stop = guard(record, deps.clock.now());
  if (stop) return stop;
  if (record.intent || record.acceptedAt !== null) {
    const wait = waitOut(deps, pass) ?? (await regainImage(deps, pass, image));
    if (wait) return wait;
  }
  if (record.intent) return findDownload(deps, pass, image, record.intent);
  if (record.acceptedAt !== null) return pollDownload(deps, pass, image);
  return submitDownload(deps, pass, image);
}

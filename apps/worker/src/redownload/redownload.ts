import type { Deps, Pass } from '../pass/deps.ts';
import { guard } from '../pass/guard.ts';
import type { Outcome } from '../pass/outcome.ts';
import { assetOf } from './asset.ts';
import { afterLostRedownload } from './lost-redownload.ts';
import { submitRedownload } from './submit-redownload.ts';

/** Makes one pass over a re-download: Getty answers at once, so it is sent, or its call was lost. */
export async function runRedownload(deps: Deps, pass: Pass): Promise<Outcome> {
  const { record } = pass;
  const stop = guard(record, deps.clock.now());
  if (stop) return stop;
  return record.intent ? afterLostRedownload(deps, pass, record.intent) : submitRedownload(deps, pass, assetOf(record));
}

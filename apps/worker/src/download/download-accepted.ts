import { acceptance, type Found } from '../paid-call/acceptance.ts';
import { downloadBilling } from '../paid-call/download-billing.ts';
import type { Deps, Pass } from '../pass/deps.ts';
import type { Outcome } from '../pass/outcome.ts';
import type { Image } from './image.ts';
import { underWay, type LastDownload } from './last-download.ts';

/** The outcome when Getty has accepted the download. */
export function downloadAccepted(
  deps: Deps,
  pass: Pass,
  image: Image,
  intent: string,
  found: Found & { last: LastDownload | null },
): Outcome {
  const now = deps.clock.now();
  return {
    kind: 'snoozed',
    status: 'waiting',
    at: now + found.waitMs,
    settles: intent,
    billing: downloadBilling(image.sizeName, found.because),
    remember: underWay(image, pass.record.id, found.last),
    set: { last_status: 202, ...acceptance(pass, now) },
    story: { event: 'accepted_by_getty', because: found.because },
  };
}

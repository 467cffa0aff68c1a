import type { BillingBecause } from '@darkroom/contracts';
import { deadlineAfterAcceptance } from '@darkroom/queue';

import type { Deps, Pass } from './deps.ts';
import { downloadBilling } from './download-billing.ts';
import type { Image } from './image.ts';
import { underWay, type LastDownload } from './last-download.ts';
import type { Outcome } from './outcome.ts';

type Snoozed = Extract<Outcome, { kind: 'snoozed' }>;

/** How we know that Getty has the paid call, and when to look at it first. */
export type Found = { because: BillingBecause; waitMs: number };

/** Getty has the generation and works on it: remember its id, and look again. */
export function generationAccepted(deps: Deps, pass: Pass, intent: string, gettyId: string, found: Found): Snoozed {
  const now = deps.clock.now();
  return {
    kind: 'snoozed',
    status: 'waiting',
    at: now + found.waitMs,
    settles: intent,
    billing: { state: 'charged', because: found.because },
    set: { getty_id: gettyId, last_status: 202, ...acceptance(pass, now) },
    story: { event: 'accepted_by_getty', generation_request_id: gettyId, because: found.because },
  };
}

/** Getty has the download and works on it. */
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

/** What is recorded the moment Getty has the paid call. */
export function acceptance(pass: Pass, now: number) {
  const asked = pass.record.spec.request.deadline;
  return {
    accepted_at: now,
    refusals: null,
    deadline_at: deadlineAfterAcceptance(asked === undefined ? undefined : Date.parse(asked), now),
  };
}

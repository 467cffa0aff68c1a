import type { JobRecord } from '@darkroom/queue';

import type { Outcome } from './outcome.ts';

/** Errors which show that Getty does not have what was adopted. */
const NOT_THERE = new Set(['gone', 'not_found', 'replaced', 'getty_refused', 'not_authorized']);

/** An adopted generation that is not at Getty settles nothing: the operator decides again. */
export function backToHeld(record: JobRecord, outcome: Outcome): Outcome {
  if (!record.adopted || outcome.kind !== 'failed' || !NOT_THERE.has(outcome.error.code)) return outcome;
  return {
    ...outcome,
    kind: 'held',
    billing: { state: 'unknown', because: 'outcome_unknown' },
    set: { ...outcome.set, accepted_at: null, adopted: null, ...(record.type === 'generation' && { getty_id: null }) },
    error: { ...outcome.error, code: 'outcome_unknown', message: `The adopted generation is not at Getty: ${outcome.error.message}` },
    story: { ...outcome.story, event: 'held', adopted: false },
  };
}

import type { JobRecord, Pass } from '@darkroom/queue';

import { conclude } from './conclude.ts';
import { generationAccepted } from './generation/generation-accepted.ts';
import type { Marked } from './generation/read-marks.ts';
import type { Deps } from './pass/deps.ts';

/**
 * Lets a job go on with a generation that Getty's history has with its mark. It is the late outcome of a paid call, which counts whoever brings it. An
 * unsent or held job goes on with it, one that ended or was sent again notes it in its bill. The second time it changes nothing.
 */
export async function adoptMarked(deps: Deps, record: JobRecord, { intent, id }: Marked): Promise<void> {
  const pass: Pass = {
    record,
    fence: String(record.fence),
    token: 'restore',
    paced: false,
    epoch: '',
    fastPath: false,
    lostAt: null,
    loss: null,
    slotsWanted: false,
    gettyAway: false,
  };
  const accepted = generationAccepted(deps, pass, intent, id, { because: 'found_in_history', waitMs: 0 });
  await conclude({ store: deps.store, now: () => deps.clock.now() }, pass, accepted);
}

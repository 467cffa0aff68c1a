import type { LimitsNow, NewestAside, TenantCounts } from '@darkroom/queue';

import type { JobCard } from '../jobs/job-card.ts';

/** What `/live` sends, by the name of the event. The server writes it and the browser reads it. */
export type LiveEvents = {
  /** The whole state. It comes first, and again after each reconnect. */
  snapshot: LiveState & { now: string };
  /** Jobs that have moved, each as it is now. `isPart`: others have moved too. */
  moved: { jobs: JobCard[]; isPart: boolean };
  counts: { counts: TenantCounts };
  limits: { limits: LimitsNow };
  aside: { aside: NewestAside };
  /** Whether Redis can be reached. */
  store: { available: boolean };
};

export type LiveState = { counts: TenantCounts; limits: LimitsNow; aside: NewestAside };

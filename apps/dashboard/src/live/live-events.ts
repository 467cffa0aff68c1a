import type { JobId } from '@darkroom/contracts';
import type { LimitsNow, NewestAside, TenantCounts } from '@darkroom/queue';

import type { JobCard } from '../jobs/job-card.ts';

/** What `/live` sends, by the name of the event. The server writes it and the browser reads it. */
export type LiveEvents = {
  /** The whole state. It comes first, and again after each reconnect. `newest`: how many jobs are shown at most, held ones apart. */
  snapshot: LiveState & { now: string; newest: number };
  jobs: { jobs: JobCard[]; gone: JobId[] };
  counts: { counts: TenantCounts };
  limits: { limits: LimitsNow };
  aside: { aside: NewestAside };
  /** Whether Redis can be reached. */
  store: { available: boolean };
};

/** `limits` is null until they were read for the first time. */
export type LiveState = { jobs: JobCard[]; counts: TenantCounts; limits: LimitsNow | null; aside: NewestAside };

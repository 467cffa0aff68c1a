import type { LimitsNow, NewestAside, TenantCounts } from '@darkroom/queue';

import type { LineState } from './follow-live.ts';

/** What every page knows of the whole. */
export type Frame = {
  line: LineState;
  /** When `line` became what it is, in ms. */
  lineSince: number;
  /** The server's clock minus ours, in ms. */
  skewMs: number;
  /** Whether anything below has arrived. */
  isLoaded: boolean;
  counts: TenantCounts;
  limits: LimitsNow | null;
  aside: NewestAside;
  /** What a screen reader says. */
  announcement: string;
};

export function firstFrame(): Frame {
  return {
    line: 'connecting',
    lineSince: Date.now(),
    skewMs: 0,
    isLoaded: false,
    counts: {},
    limits: null,
    aside: { count: 0, newest: [] },
    announcement: '',
  };
}

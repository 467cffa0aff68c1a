import { announcement } from '../words/announcement.ts';
import type { LiveHandlers } from './follow-live.ts';
import type { JobsState } from './jobs-state.ts';
import type { Store } from './store.ts';

/** Takes what `/live` sends into the state of the page. */
export function takeLive(store: Store<JobsState>): LiveHandlers {
  return {
    snapshot: ({ now, newest, jobs, counts, limits, aside }) =>
      store.update({
        skewMs: Date.parse(now) - Date.now(),
        isLoaded: true,
        jobs: new Map(jobs.map((card) => [card.id, card])),
        newest,
        counts,
        limits,
        aside,
      }),
    jobs: ({ jobs, gone }) => {
      const known = store.state.jobs;
      const next = new Map(known);
      for (const id of gone) next.delete(id);
      for (const card of jobs) next.set(card.id, card);
      store.update({ jobs: next, announcement: announcement(known, jobs) ?? store.state.announcement });
    },
    counts: ({ counts }) => store.update({ counts }),
    limits: ({ limits }) => store.update({ limits }),
    aside: ({ aside }) => store.update({ aside }),
    line: (line) => {
      if (line !== store.state.line) store.update({ line, lineSince: Date.now() });
    },
  };
}

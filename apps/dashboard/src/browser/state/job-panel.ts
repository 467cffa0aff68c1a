import type { JobCard } from '../../jobs/job-card.ts';
import type { JobDetail } from '../../jobs/job-detail.ts';
import { fetchJob } from './fetch-job.ts';
import { resolveJob, type WayOut } from './resolve-job.ts';
import { createStore } from './store.ts';

/** One job in front of the list; `jobId` is null while none is open. */
export type JobPanelState = {
  jobId: string | null;
  detail: JobDetail | null;
  /** Why there is no detail to show, in words. */
  problem: string | null;
  /** What stood in the way of the last decision about a held job, in words. */
  refusal: string | null;
  isDeciding: boolean;
};

export type JobPanel = ReturnType<typeof createJobPanel>;

/** The live page hears of a job's moves. The tries of its webhooks are seen by asking. */
const ASK_EVERY_MS = 2_000;

const CLOSED: JobPanelState = { jobId: null, detail: null, problem: null, refusal: null, isDeciding: false };

/** Keeps the detail of the open job up to date, and takes the decision about a held one. */
export function createJobPanel(changed: () => void) {
  const store = createStore<JobPanelState>(CLOSED, changed);
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** The job that is being asked for now. */
  let asked: string | null = null;

  const ask = async (): Promise<void> => {
    clearTimeout(timer);
    const id = store.state.jobId;
    if (id === null) return;
    asked = id;
    const found = await fetchJob(id);
    if (asked === id) asked = null;
    if (store.state.jobId !== id) return; // another job was opened meanwhile
    store.update(typeof found === 'string' ? { problem: found } : { detail: found, problem: null });
    clearTimeout(timer);
    timer = setTimeout(() => void ask(), ASK_EVERY_MS);
  };

  return {
    get state() {
      return store.state;
    },
    /** Null closes it. */
    open(jobId: string | null): void {
      clearTimeout(timer);
      store.update({ ...CLOSED, jobId });
      void ask();
    },
    /** Asks at once when the list knows more than the panel shows. */
    compare(card: JobCard | undefined): void {
      const shown = store.state.detail?.card;
      if (asked === null && card && shown && card.id === shown.id && (shown.seq < card.seq || shown.polls < card.polls)) void ask();
    },
    /** One decision at a time. */
    async resolve(way: WayOut): Promise<void> {
      const id = store.state.jobId;
      if (id === null || store.state.isDeciding) return;
      store.update({ isDeciding: true, refusal: null });
      const refusal = await resolveJob(id, way);
      if (store.state.jobId === id) store.update({ isDeciding: false, refusal });
    },
  };
}

import type { Operation } from '@darkroom/contracts';

/** What Getty has done and what it was asked: the truth that bills are held against. */
export type Ledger = ReturnType<typeof createLedger>;

/** A generation that Getty took: paid, whatever came of it. */
export type Made = {
  id: string;
  at: number;
  readyAt: number;
  /** From when on the history shows it. */
  listedAt: number;
  operation: Operation;
  /** What it was made from: an image, or an asset or a file by its id. */
  source: { generation_request_id: string; index: number } | { id: string } | null;
  prompt: string | null;
  notes: string | null;
  productId: number | null;
  images: number;
  blocked: number[];
};

/** A download that Getty took: paid, perhaps. */
export type Taken = { image: string; at: number; readyAt: number; size: string; assetId: string; notes: string | null };

/** A re-download: paid, perhaps. */
export type TakenAgain = { assetId: string; at: number; size: string; notes: string | null };

export type CallKind = 'token' | 'generate' | 'get_generation' | 'start_download' | 'get_download' | 'redownload' | 'history';
export type Seen = {
  at: number;
  kind: CallKind;
  came: 'answered' | 'refused_queries' | 'refused_pending' | 'refused_daily' | 'refused_quota' | 'other';
};

export function createLedger() {
  const made = new Map<string, Made>();
  const taken: Taken[] = [];
  const takenAgain: TakenAgain[] = [];
  const seen: Seen[] = [];

  return {
    made,
    taken,
    takenAgain,
    seen,
    /** The generations that still count as pending at an instant. */
    pending: (now: number): number => {
      let count = 0;
      for (const { readyAt } of made.values()) if (readyAt > now) count++;
      return count;
    },
    /** Those whose notes bear the mark of a job: ours for one of its paid calls. */
    ofJob: (jobId: string): Made[] => [...made.values()].filter(({ notes }) => notes?.includes(`[darkroom:${jobId}.`)),
    latestDownload: (image: string): Taken | undefined => taken.findLast((download) => download.image === image),
    downloadsOf: (image: string): Taken[] => taken.filter((download) => download.image === image),
  };
}

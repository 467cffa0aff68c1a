import { ArchiveError } from '@darkroom/archive';

/**
 * Whether the archive works, as this worker has seen it last. While it does not, only one copy tries now and then; the others do not open their files at Getty for
 * nothing.
 */
export type ArchiveHealth = ReturnType<typeof createArchiveHealth>;

const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 60_000;

export function createArchiveHealth({ now, onChange }: { now: () => number; onChange: (error: ArchiveError | null) => void }) {
  let failed: { error: ArchiveError; waitMs: number; nextTryAt: number } | undefined;
  return {
    worked: (): void => {
      if (failed) onChange(null);
      failed = undefined;
    },
    failed: (error: ArchiveError): void => {
      if (failed?.error.message !== error.message) onChange(error);
      const waitMs = failed ? Math.min(LONGEST_WAIT_MS, failed.waitMs * 2) : FIRST_WAIT_MS;
      failed = { error, waitMs, nextTryAt: now() + waitMs };
    },
    /** The error of the archive, if this is not the time to try it. Whoever gets undefined tries. */
    refuses: (): string | undefined => {
      if (!failed) return undefined;
      if (now() < failed.nextTryAt) return failed.error.message;
      failed.nextTryAt = now() + failed.waitMs;
      return undefined;
    },
    isWorking: (): boolean => failed === undefined,
  };
}

import { COPY_LEASE_MS, type Copy } from '@darkroom/queue';

import type { ArchiverDeps, HeldCopy } from './archiver-deps.ts';
import { LostCopyError, StoppingError } from './copy-outcome.ts';

const RENEW_EVERY_MS = COPY_LEASE_MS / 4;

/**
 * Works on a copy while its lease is renewed. If that fails for the time of the lease, or the copy is lost, the work is aborted: another worker may have begun. So it
 * is if the worker stops.
 */
export async function holdCopy<Result>(
  { store, clock }: Pick<ArchiverDeps, 'store' | 'clock'>,
  copy: Copy,
  stopping: AbortSignal,
  work: (held: HeldCopy) => Promise<Result>,
): Promise<Result> {
  const over = new AbortController();
  let renewedAt = clock.now();

  const keep = async (): Promise<void> => {
    const askedAt = clock.now();
    if (!(await store.copies.renew(copy))) throw new LostCopyError('Another worker has this copy, or its job was removed');
    renewedAt = askedAt;
  };
  const renew = (): void => {
    if (clock.now() - renewedAt >= COPY_LEASE_MS)
      return over.abort(new LostCopyError('The lease of this copy could not be renewed in time'));
    // Redis may be away for a moment: the next renewal counts.
    void keep().catch((error: unknown) => (error instanceof LostCopyError ? over.abort(error) : undefined));
  };

  const timer = setInterval(renew, RENEW_EVERY_MS).unref();
  const stop = () => over.abort(new StoppingError('The worker stops'));
  stopping.addEventListener('abort', stop, { once: true });
  if (stopping.aborted) stop();
  try {
    over.signal.throwIfAborted();
    return await work({ copy, signal: over.signal, keep });
  } finally {
    clearInterval(timer);
    stopping.removeEventListener('abort', stop);
  }
}

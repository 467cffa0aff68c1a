import { isFinal, type Job, type ListedDelivery } from '@darkroom/contracts';
import { waitFor } from '@darkroom/testkit';

import type { System } from '../system.ts';
import type { StormRedis } from './storm-redis.ts';

/** What a caller did to a job that had ended and was packed. `sentAgain`: the webhook that it asked for again, and when (ms). */
export type Meddled = { id: string; sentAgain?: { event: string; at: number }; failed?: string };

const PATIENCE_MS = 600_000;
/** A job that is not packed by then is acted on as it is. */
const PACKED_WITHIN_MS = 30_000;

/** Getty refuses these once, free of charge. They are retried. */
export const isRefusedOnce = (n: number): boolean => n % 10 === 7;
const isCanceled = (n: number): boolean => n % 10 === 5;
const isSentAgain = (n: number): boolean => n % 10 === 3;
const isDownloaded = (n: number): boolean => n % 10 === 1;

const hasEnded = ({ status }: Job): boolean => isFinal(status) || status === 'held';

/**
 * Callers that act on jobs which have ended. These must be unpacked for it, while processes and Redis are killed. Each action is repeated under its key
 * until it is answered.
 */
export function createMeddlers(system: System, redis: StormRedis) {
  const underWay: Promise<Meddled>[] = [];

  const untilPacked = async (id: string): Promise<void> => {
    const isPacked = async () => (await (await redis.now()).command('EXISTS', `{${system.redis.prefix}}:packed:${id}`)) === 1;
    await waitFor(isPacked, { what: `${id} to be packed`, timeoutMs: PACKED_WITHIN_MS, everyMs: 200 }).catch(() => undefined);
  };

  const post = async (path: string, request: { key: string; body?: object }, answer: number): Promise<void> => {
    const isAnswered = async () => {
      const { status } = await system.call(path, { method: 'POST', ...request });
      if (status === answer) return true;
      throw new Error(`${path} was answered ${status}`);
    };
    await waitFor(isAnswered, { what: `${path} to be answered`, timeoutMs: PATIENCE_MS });
  };

  const sendAgain = async (id: string, n: number): Promise<Meddled> => {
    const list = async () => (await (await system.call(`/v1/deliveries?job_id=${id}`)).json()) as { data: ListedDelivery[] };
    const delivery = await waitFor(async () => (await list()).data[0], { what: `a delivery of ${id}`, timeoutMs: PATIENCE_MS });
    const at = Date.now();
    await post(`/v1/deliveries/${delivery.id}/redeliver`, { key: `redeliver-${n}` }, 202);
    return { id, sentAgain: { event: delivery.event_id, at } };
  };

  const act = async (id: string, n: number): Promise<Meddled> => {
    const { status } = await system.reaches(id, hasEnded, 'to end', PATIENCE_MS);
    if (status === 'held') return { id };
    await untilPacked(id);
    if (isSentAgain(n)) return sendAgain(id, n);
    if (isDownloaded(n)) {
      // An image and a size that no request of the storm asks for.
      const download = { job_id: id, index: 2, size_name: '4k', webhook: { url: system.receiver.url } };
      if (status === 'succeeded') await post('/v1/downloads', { key: `download-${n}`, body: download }, 202);
    } else if (isCanceled(n)) await post(`/v1/jobs/${id}/cancel`, { key: `cancel-${n}` }, 409);
    // A call that got no answer may have been found at Getty instead.
    else if (status === 'failed') await post(`/v1/jobs/${id}/retry`, { key: `retry-${n}` }, 202);
    return { id };
  };

  return {
    /** Begins what is done with the job of request number `n`. */
    meddle: (id: string, n: number): void => {
      if (!isRefusedOnce(n) && !isCanceled(n) && !isSentAgain(n) && !isDownloaded(n)) return;
      underWay.push(act(id, n).catch((error: unknown) => ({ id, failed: String(error) })));
    },
    /** What was done, when all of it is answered. */
    done: (): Promise<Meddled[]> => Promise.all(underWay),
  };
}

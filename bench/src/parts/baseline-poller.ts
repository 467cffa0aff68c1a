import { DelayedError, Worker } from 'bullmq';
import { Pool } from 'undici';

/** The smallest poller: a BullMQ worker that asks, and delays its job when the answer is 202. */
export async function baselinePoller(settings: { redisUrl: string; gettyUrl: string; concurrency: number }): Promise<object> {
  const getty = new Pool(settings.gettyUrl, { connections: settings.concurrency });
  const worker = new Worker(
    'generation',
    async (job, token) => {
      const { statusCode, body } = await getty.request({ method: 'GET', path: `/v3/ai/image-generations/${job.data.gettyId}` });
      await body.dump();
      if (statusCode !== 202) return;
      await job.moveToDelayed(Date.now() + 1, token);
      throw new DelayedError();
    },
    { connection: { url: settings.redisUrl }, concurrency: settings.concurrency },
  );
  await worker.waitUntilReady();
  return {};
}

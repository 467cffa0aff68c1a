import { Worker } from 'bullmq';
import { Pool } from 'undici';

/** The smallest worker: a BullMQ worker that makes the call and stores the answer as the job's return value. */
export async function baselineWorker(settings: { redisUrl: string; gettyUrl: string; concurrency: number }): Promise<object> {
  const getty = new Pool(settings.gettyUrl, { connections: settings.concurrency });
  const worker = new Worker(
    'generation',
    async ({ data }) => {
      const { body } = await getty.request({
        method: 'POST',
        path: '/v3/ai/image-generations',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(data),
      });
      return body.json();
    },
    { connection: { url: settings.redisUrl }, concurrency: settings.concurrency },
  );
  await worker.waitUntilReady();
  return {};
}

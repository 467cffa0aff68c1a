import { Pool } from 'undici';

/** `ca`: the receiver's certificate, over https. */
export type BaselinePosterSettings = { url: string; body: string; concurrency: number; ca?: string };

/** The smallest sender of webhooks: a loop that POSTs over kept connections until its process ends. */
export async function baselinePoster({ url, body, concurrency, ca }: BaselinePosterSettings): Promise<object> {
  const pool = new Pool(url, { connections: concurrency, ...(ca !== undefined && { connect: { ca } }) });
  const headers = { 'content-type': 'application/json' };
  const post = async (): Promise<never> => {
    for (;;) {
      const response = await pool.request({ method: 'POST', path: '/', headers, body });
      await response.body.dump();
    }
  };
  for (let n = 0; n < concurrency; n++) void post();
  return {};
}

import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { Job, WebhookSecretShown, type GenerationRequest } from '@darkroom/contracts';

import { StartError } from '../start-error.ts';

export type DarkroomClient = {
  generate(request: GenerationRequest): Promise<Job>;
  job(id: string): Promise<Job>;
  /** The secret that verifies the webhooks of the jobs. */
  webhookSecret(): Promise<string>;
};

/** While everything starts at once on a busy machine, Redis may be late. */
const MOST_TRIES = 20;
const AGAIN_AFTER_MS = 500;

/**
 * Calls the API as a careful customer does: what is answered 503 is repeated, a submission under the same idempotency key.
 * @throws StartError with the problem in the answer
 */
export function createDarkroomClient(apiUrl: string, key: string): DarkroomClient {
  const call = async (method: string, path: string, body?: object): Promise<unknown> => {
    const sent = body && { 'content-type': 'application/json', 'idempotency-key': randomUUID() };
    for (let tries = 1; ; tries++) {
      const response = await fetch(`${apiUrl}${path}`, {
        method,
        headers: { authorization: `Bearer ${key}`, ...sent },
        ...(body && { body: JSON.stringify(body) }),
      });
      const answer = await response.text();
      if (response.ok) return JSON.parse(answer);
      if (response.status !== 503 || tries === MOST_TRIES)
        throw new StartError(`${method} ${path} was answered ${response.status}: ${answer}`);
      await sleep(AGAIN_AFTER_MS);
    }
  };
  return {
    generate: async (request) => Job.parse(await call('POST', '/v1/generations', request)),
    job: async (id) => Job.parse(await call('GET', `/v1/jobs/${id}`)),
    webhookSecret: async () => WebhookSecretShown.parse(await call('GET', '/v1/webhook-secret')).secret,
  };
}

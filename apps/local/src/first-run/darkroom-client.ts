import { Job, WebhookSecretShown, type GenerationRequest } from '@darkroom/contracts';

import { StartError } from '../start-error.ts';

export type DarkroomClient = {
  generate(request: GenerationRequest): Promise<Job>;
  job(id: string): Promise<Job>;
  /** The secret that verifies the webhooks of the jobs. */
  webhookSecret(): Promise<string>;
};

/** Calls the API as a customer does. @throws StartError with the problem in the answer */
export function createDarkroomClient(apiUrl: string, key: string): DarkroomClient {
  const call = async (method: string, path: string, body?: object): Promise<unknown> => {
    const response = await fetch(`${apiUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    const answer = await response.text();
    if (!response.ok) throw new StartError(`${method} ${path} was answered ${response.status}: ${answer}`);
    return JSON.parse(answer);
  };
  return {
    generate: async (request) => Job.parse(await call('POST', '/v1/generations', request)),
    job: async (id) => Job.parse(await call('GET', `/v1/jobs/${id}`)),
    webhookSecret: async () => WebhookSecretShown.parse(await call('GET', '/v1/webhook-secret')).secret,
  };
}

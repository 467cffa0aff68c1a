import { Job, type GenerationRequest } from '@darkroom/contracts';

import { StartError } from '../start-error.ts';

export type DarkroomClient = {
  generate(request: GenerationRequest): Promise<Job>;
  job(id: string): Promise<Job>;
};

/** The API as a customer calls it. @throws StartError with the problem it answered */
export function createDarkroomClient(apiUrl: string, key: string): DarkroomClient {
  const call = async (method: string, path: string, body?: object): Promise<Job> => {
    const response = await fetch(`${apiUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    const answer = await response.text();
    if (!response.ok) throw new StartError(`${method} ${path} was answered ${response.status}: ${answer}`);
    return Job.parse(JSON.parse(answer));
  };
  return {
    generate: (request) => call('POST', '/v1/generations', request),
    job: (id) => call('GET', `/v1/jobs/${id}`),
  };
}

import { expect, test } from '@jest/globals';

import { JobFailedError } from '../errors/job-failed.ts';
import { TimeLimitError } from '../errors/darkroom-error.ts';
import { NotFoundError } from '../errors/problems.ts';
import { jobsOf } from '../resources/jobs.ts';
import { type Answer, event, hangUp, httpTo, json, problem, scriptedServer, stream } from '../test/scripted-server.ts';

const job = (status: string, more: object = {}) => ({ id: 'job_1', object: 'job', status, error: null, result: null, ...more });

/** Answers for the job in turn, and one for its stream. */
function jobServer(states: Answer[], following: Answer) {
  let reads = 0;
  return scriptedServer((response, asked) => {
    if (asked.url.endsWith('/events')) following(response, asked);
    else states[Math.min(reads++, states.length - 1)]!(response, asked);
  });
}

test('a job is read again when its stream has news', async () => {
  const end = stream([event('evt_1-0', 'generation.succeeded')]);
  await using server = await jobServer([json(200, job('queued'), { 'retry-after': '60' }), json(200, job('succeeded'))], end);
  const { http } = httpTo(server);
  const waiting = { ...http, clock: { ...http.clock, sleep: () => new Promise<never>(() => undefined) } };
  expect(await jobsOf(waiting).wait('job_1')).toMatchObject({ status: 'succeeded' });
});

test('without a stream it is read as often as the server asks for, also while the server is away', async () => {
  const states = [json(200, job('queued'), { 'retry-after': '7' }), hangUp, problem(503, 'queue_unavailable'), json(200, job('failed'))];
  await using server = await jobServer(states, problem(429, 'too_many_streams', { 'retry-after': '10' }));
  const { http, clock } = httpTo(server, { maxRetries: 0 });
  const seen: string[] = [];
  expect(await jobsOf(http).wait('job_1', { onUpdate: ({ status }) => seen.push(status) })).toMatchObject({ status: 'failed' });
  expect(seen).toEqual(['queued', 'failed']);
  expect(clock.slept[0]).toBe(7_000);
});

test('a Retry-After is kept also beyond the time limit of a call, and no news shortens it', async () => {
  const away = problem(503, 'queue_unavailable', { 'retry-after': '600' });
  await using server = await jobServer([json(200, job('queued')), away, json(200, job('succeeded'))], (response, asked) =>
    stream([event('evt_1-0', 'generation.waiting')], 'open')(response, asked),
  );
  const { http, clock } = httpTo(server);
  expect(await jobsOf(http).wait('job_1')).toMatchObject({ status: 'succeeded' });
  expect(clock.slept.filter((ms) => ms >= 600_000)).toHaveLength(1);
});

test('a held job is returned, unless the caller waits through it', async () => {
  await using server = await jobServer(
    [json(200, job('held')), json(200, job('held')), json(200, job('succeeded'))],
    problem(429, 'too_many_streams'),
  );
  const { http } = httpTo(server, { maxRetries: 0 });
  expect(await jobsOf(http).wait('job_1')).toMatchObject({ status: 'held' });
  expect(await jobsOf(http).wait('job_1', { throughHeld: true })).toMatchObject({ status: 'succeeded' });
});

test('a job that has to succeed and did not is an error with the job', async () => {
  await using server = await jobServer([json(200, job('failed', { error: { code: 'content_blocked', message: 'Blocked' } }))], hangUp);
  const error: unknown = await jobsOf(httpTo(server).http)
    .waitForSuccess('job_1')
    .catch((failed: unknown) => failed);
  expect(error).toBeInstanceOf(JobFailedError);
  expect(error).toMatchObject({ code: 'content_blocked', job: { status: 'failed' }, message: 'job_1 is failed: content_blocked: Blocked' });
});

test('an unknown job throws, and so does the end of the time', async () => {
  await using unknown = await jobServer([problem(404, 'not_found')], hangUp);
  await expect(jobsOf(httpTo(unknown).http).wait('job_1')).rejects.toBeInstanceOf(NotFoundError);
  await using slow = await jobServer([json(200, job('waiting'))], stream([], 'open'));
  const { http } = httpTo(slow);
  const patient = { ...http, clock: { ...http.clock, sleep: abortable } };
  await expect(jobsOf(patient).wait('job_1', { timeoutMs: 20 })).rejects.toBeInstanceOf(TimeLimitError);
});

/** A sleep that only its signal ends. */
function abortable(_ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((_resolve, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}

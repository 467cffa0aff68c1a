import { isFinal, type Job } from '@darkroom/contracts';
import { unpackEvent } from '@darkroom/queue';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { redisContents, waitFor, type ReceivedWebhook } from '@darkroom/testkit';

import { openSystemStore } from './system-store.ts';
import { startSystem, type System } from './system.ts';

/** G3: every run ends once, and its end is sent under one id until a receiver accepts it, whatever the end. */

/** A way for a run to end: what is submitted, what is done to it before there is a worker and after, and what it comes to. */
type Ending = {
  job: object;
  before?: (system: System, id: string) => Promise<unknown>;
  meanwhile?: (system: System, id: string) => Promise<unknown>;
  status: Job['status'];
  code?: string;
};

const inMs = (ms: number) => new Date(Date.now() + ms).toISOString();
const cancel = (system: System, id: string) => system.call(`/v1/jobs/${id}/cancel`, { method: 'POST' });
const cancelOnce = (status: Job['status']) => async (system: System, id: string) => {
  await system.reaches(id, (job) => job.status === status, `to be ${status}`);
  await cancel(system, id);
};

const ENDINGS: Record<string, () => Ending> = {
  'it succeeds': () => ({ job: {}, status: 'succeeded' }),
  'Getty refuses it': () => ({ job: { prompt: 'a fox [sim:status=400-prompt]' }, status: 'failed', code: 'getty_refused' }),
  'every image is blocked': () => ({ job: { prompt: 'a fox [sim:blocked=all]' }, status: 'failed', code: 'content_blocked' }),
  'it is gone before it is polled': () => ({ job: { prompt: 'a fox [sim:poll status=410]' }, status: 'failed', code: 'gone' }),
  'its worker dies ten times': () => ({ job: {}, before: beginInVain, status: 'failed', code: 'crash_loop' }),
  'it is canceled before its time': () => ({ job: { run_at: inMs(3_600_000) }, before: cancel, status: 'canceled' }),
  'it is canceled while Getty works on it': () => ({
    job: { prompt: 'a fox [sim:duration=100s]' },
    meanwhile: cancelOnce('waiting'),
    status: 'canceled',
  }),
  'it is held, then canceled': () => ({
    job: { prompt: 'a fox [sim:drop=before]' },
    meanwhile: cancelOnce('held'),
    status: 'canceled',
    code: 'outcome_unknown',
  }),
  'its deadline passes unsent': () => ({
    job: { prompt: 'a fox [sim:status=401]', deadline: inMs(12_000) },
    status: 'expired',
  }),
  'its deadline passes while Getty works on it': () => ({
    job: { prompt: 'a fox [sim:duration=100s]', deadline: inMs(12_000) },
    status: 'expired',
  }),
};

test('each way to end is one end with one event, sent again until it is accepted', async () => {
  const refusedBefore = new Set<string>();
  // The first try of each event is refused, so each needs a second one.
  const answer = ({ id }: ReceivedWebhook) => {
    if (refusedBefore.has(id)) return {};
    refusedBefore.add(id);
    return { status: 500 };
  };
  await using system = await startSystem({ workers: 0, answer });
  const runs = await Promise.all(
    Object.entries(ENDINGS).map(async ([name, describeEnding]) => {
      const ending = describeEnding();
      const { id } = await system.submit({ prompt: 'a fox', metadata: { name }, ...ending.job });
      await ending.before?.(system, id);
      return { id, name, ...ending };
    }),
  );
  system.processes.workers.push(await system.start.worker());

  await Promise.all(runs.map(async ({ id, meanwhile }) => meanwhile?.(system, id)));
  for (const { id, name, status, code = null } of runs) {
    const job = await system.reaches(id, (now) => isFinal(now.status), `to end: ${name}`, 90_000);
    expect({ name, status: job.status, code: job.error?.code ?? null }).toEqual({ name, status, code });
    await expectAnnouncedOnce(system, job);
  }
});

/** A job says in its metadata how its webhooks are answered. */
const asItsJobSays = ({ body }: ReceivedWebhook) => ({ status: (body.data.metadata?.['answer'] as number | undefined) ?? 200 });

describe('whatever a receiver answers', () => {
  let system: System;
  beforeAll(async () => {
    system = await startSystem({ answer: asItsJobSays, notifier: { WEBHOOK_RETRY_DELAYS: '300ms,300ms' } });
  });
  afterAll(() => system[Symbol.asyncDispose]());

  test('a download that follows a generation, and a second run, are ends of their own', async () => {
    const { id } = await system.submit({ prompt: 'a fox [sim:blocked=0]', download: { size_name: '4k', images: [0, 1] } });
    const parent = await system.ended(id);
    const children = await Promise.all(parent.downloads.map((child) => system.ended(child)));
    expect(children.map(({ status, error }) => [status, error?.code])).toEqual([
      ['failed', 'content_blocked'],
      ['succeeded', undefined],
    ]);
    for (const job of [parent, ...children]) await expectAnnouncedOnce(system, job);

    const { id: refused } = await system.submit({ prompt: 'a fox [sim:status=400]' });
    await expectAnnouncedOnce(system, await system.ended(refused));
    await system.call(`/v1/jobs/${refused}/retry`, { method: 'POST' });
    await expectAnnouncedOnce(system, await system.reaches(refused, ({ run, status }) => run === 2 && isFinal(status), 'to end again'));
  });

  test('a receiver that refuses gets each try until all are used up or it answers 410, and the job shows each try', async () => {
    const [failing, gone] = await Promise.all([500, 410].map((answer) => system.submit({ prompt: 'a fox', metadata: { answer } })));
    const failed = await system.reaches(failing!.id, (job) => tries(job).length === 3, 'to show three tries', 90_000);
    expect(tries(failed)).toEqual([500, 500, 500]);
    expect(tries(await system.reaches(gone!.id, (job) => tries(job).length > 0, 'to show a try'))).toEqual([410]);
    const events = system.receiver.received.filter(({ body }) => [failing!.id, gone!.id].includes(body.data.id));
    expect(new Set(events.map(({ id }) => id)).size).toBe(2);
  });
});

test('a run that waits for Getty ends by its own deadline as expired, and its end is announced', async () => {
  // oxlint-disable-next-line unicorn/no-thenable -- the simulator's word
  const noToken = { match: { call: 'token' }, share: 1, then: { status: '503', retry_after_s: 0 } };
  await using system = await startSystem({ simulator: { SIMULATOR_FAULTS: JSON.stringify([noToken]) } });
  const { id } = await system.submit({ prompt: 'a fox', deadline: inMs(20_000) });
  await system.reaches(id, ({ reason }) => reason === 'getty_away', 'to wait for Getty');
  const job = await system.ended(id);
  expect(job).toMatchObject({ status: 'expired', billing: { state: 'not_charged' }, attempts: 0 });
  await expectAnnouncedOnce(system, job);
});

/** What its webhooks were answered, as its timeline shows it. */
function tries({ timeline }: Job): unknown[] {
  return timeline!.filter(({ event }) => event === 'webhook').map(({ status }) => status);
}

/** What nine workers that died at once leave behind. */
async function beginInVain(system: System, id: string): Promise<void> {
  await using store = openSystemStore(system);
  for (let start = 0; start < 9; start++) await store.passes.begin(id, 1);
}

/** One event in the log and one id at the receiver, accepted, with a valid signature and the same content as the API. */
async function expectAnnouncedOnce(system: System, job: Job): Promise<void> {
  const isEnd = ({ body: { data } }: ReceivedWebhook) => data.id === job.id && data.run === job.run && isFinal(data.status);
  await waitFor(() => system.receiver.received.some((webhook) => isEnd(webhook) && webhook.taken), {
    what: `the end of ${job.id} to be accepted`,
  });
  const announced = system.receiver.received.filter(isEnd);
  expect(new Set(announced.map(({ id }) => id)).size).toBe(1);
  expect(new Set(announced.map(({ text }) => text)).size).toBe(1);
  for (const { verified, body } of announced) {
    expect({ verified, type: body.type, status: body.data.status }).toEqual({
      verified: true,
      type: `${job.type}.${job.status}`,
      status: job.status,
    });
  }
  expect(await endsInLog(system, job)).toEqual([announced[0]!.id]);
}

/** The ids of the events in the log that are an end of this run. */
async function endsInLog(system: System, job: Job): Promise<string[]> {
  const entries = await redisContents({ url: system.redis.url, prefix: `{${system.redis.prefix}}:events` });
  const texts = entries.flatMap((entry) => entry.texts);
  const starts = texts.flatMap((text, index) => (/^\d+-\d+$/.test(text) ? [index] : []));
  return starts.flatMap((start, n) => {
    const [id, ...flat] = texts.slice(start, starts[n + 1]);
    const named = flat.flatMap((text, index) => (index % 2 === 0 ? [[text, flat[index + 1]!] as const] : []));
    const fields = unpackEvent(Object.fromEntries(named));
    const isEnd = fields['id'] === job.id && fields['run'] === String(job.run) && isFinal(fields['status'] as Job['status']);
    return isEnd ? [`evt_${id}`] : [];
  });
}

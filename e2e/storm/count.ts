import { isFinal, type Job, type JobStatus } from '@darkroom/contracts';
import type { ReceivedWebhook } from '@darkroom/testkit';

import type { Ledger } from '../system.ts';
import type { Submitted } from './drive.ts';
import type { PackedView } from './look-at-packed.ts';
import type { Meddled } from './meddle.ts';

/** What was left when the storm was over, from every side that can be asked. */
export type Evidence = {
  submitted: Submitted[];
  jobs: Job[];
  ledger: Ledger;
  webhooks: ReceivedWebhook[];
  /** Where callers acted on ended jobs, and these were packed soon. */
  afterEnd?: { meddled: Meddled[]; view: PackedView };
};

/** For each promise, what broke it: nothing, when it was kept. */
export type Broken = Record<keyof typeof PROMISES, string[]>;

/** What is counted, in words for people. */
export const PROMISES = {
  lost: 'accepted and lost',
  twoJobs: 'one key, two jobs',
  paidTwice: 'paid twice',
  unannounced: 'end never announced',
  twoEvents: 'end announced under two event ids',
  forged: 'webhook with a wrong signature',
  wronglyHeld: 'held although Getty has it',
  wrongEnd: 'ended otherwise than it should',
  wrongBill: 'paid, but shown as not charged',
  twoBodies: 'one event with two bodies',
  unanswered: 'asked about an ended job, never answered',
  notSentAgain: 'webhook asked for again, and not sent',
  notPacked: 'ended and not packed',
  shownOtherwise: 'shown otherwise than when it ended',
  listedWrongly: 'list without a job, or with one twice',
  leftBehind: 'left in a line after all was done',
} as const;

/** Counts against each promise. */
export function countBroken(evidence: Evidence): Broken {
  const { submitted, jobs, webhooks } = evidence;
  const known = new Map(jobs.map((job) => [job.id as string, job]));
  const paid = effects(evidence.ledger);
  const wasPaid = (job: Job) => (paid.get(effectOf(job)) ?? 0) > 0;
  const jobOf = (effect: string) => jobs.find((job) => effectOf(job) === effect);
  const ends = endsAnnounced(webhooks);
  const named = (wanted: (job: Job) => boolean) => jobs.filter(wanted).map(({ id, status }) => `${id} ${status}`);

  const expected = [...submitted.map(({ ids }) => ids[0]), ...jobs.flatMap(({ downloads }) => downloads as string[])];
  return {
    lost: expected.filter((id) => !isSettled(known.get(id))),
    twoJobs: submitted.filter(({ ids }) => ids[0] !== ids[1]).map(({ ids }) => ids.join(' and ')),
    paidTwice: [...paid].filter(([, count]) => count > 1).map(([effect, count]) => `${jobOf(effect)?.id} ${count} times: ${effect}`),
    unannounced: unannounced(jobs, webhooks).map(({ id, status }) => `${id} ${status}`),
    twoEvents: [...ends].filter(([, events]) => events.size > 1).map(([id, events]) => `${id}: ${[...events].join(', ')}`),
    forged: webhooks.filter(({ verified }) => !verified).map(({ id }) => id),
    wronglyHeld: named((job) => job.status === 'held' && wasPaid(job)),
    wrongEnd: named((job) => isFinal(job.status) && job.status !== 'succeeded' && !wasRefusedLate(job)),
    wrongBill: named((job) => wasPaid(job) && job.billing.state === 'not_charged'),
    twoBodies: [...Map.groupBy(webhooks, ({ id }) => id)]
      .filter(([, same]) => new Set(same.map(({ text }) => text)).size > 1)
      .map(([id]) => id),
    ...afterTheEnd(evidence),
  };
}

function afterTheEnd({ afterEnd, webhooks }: Evidence) {
  const { meddled = [], view } = afterEnd ?? {};
  const came = ({ event, at }: NonNullable<Meddled['sentAgain']>) => webhooks.some((webhook) => webhook.id === event && webhook.at >= at);
  return {
    unanswered: meddled.flatMap(({ id, failed }) => (failed === undefined ? [] : [`${id}: ${failed}`])),
    notSentAgain: meddled.flatMap(({ id, sentAgain }) => (sentAgain && !came(sentAgain) ? [`${id}: ${sentAgain.event}`] : [])),
    notPacked: view?.notPacked ?? [],
    shownOtherwise: view?.shownOtherwise ?? [],
    listedWrongly: view?.listedWrongly ?? [],
    leftBehind: view?.leftBehind ?? [],
  };
}

/** How many jobs there are of each status, most first. */
export function countStatuses(jobs: Job[]): [JobStatus, number][] {
  const statuses = Map.groupBy(jobs, ({ status }) => status);
  return [...statuses].map(([status, of]): [JobStatus, number] => [status, of.length]).sort(([, a], [, b]) => b - a);
}

/** Jobs that ended or are held without a webhook about it that was accepted. */
export function unannounced(jobs: Job[], webhooks: ReceivedWebhook[]): Job[] {
  const announced = new Set(webhooks.filter(({ taken }) => taken).map(({ body }) => `${body.data.id} ${body.type}`));
  return jobs.filter((job) => isSettled(job) && !announced.has(`${job.id} ${job.type}.${job.status}`));
}

/** A call that Getty refused, of which the refusal arrived when the job was held. The storm retries those that fail at once. */
function wasRefusedLate({ status, run, request, billing }: Job): boolean {
  return (
    status === 'failed' &&
    run === 1 &&
    billing.because === 'getty_refused' &&
    String(request['prompt']).includes('[sim:generate status=400')
  );
}

function isSettled(job: Job | undefined): boolean {
  return job !== undefined && (isFinal(job.status) || job.status === 'held');
}

/** What was paid for, and how often: a generation is known by its prompt, a download by image and size. */
function effects({ generations, downloads }: Ledger): Map<string, number> {
  const all = [
    ...generations.map(({ prompt }) => prompt),
    ...downloads.map(({ generation_request_id, index, size_name }) => `${generation_request_id}.${index} ${size_name}`),
  ];
  return new Map([...Map.groupBy(all, (effect) => effect)].map(([effect, times]) => [effect, times.length]));
}

function effectOf({ type, request, getty }: Job): string {
  if (type === 'generation') return String(request['prompt']);
  return `${getty.generation_request_id}.${getty.index} ${String(request['size_name'])}`;
}

/** Run of a job → the ids of the events that announced its end. `held` is no end. */
function endsAnnounced(webhooks: ReceivedWebhook[]): Map<string, Set<string>> {
  const ends = webhooks.filter(({ body }) => isFinal(body.data.status));
  return new Map(
    [...Map.groupBy(ends, ({ body }) => `${body.data.id} run ${body.data.run}`)].map(([id, of]) => [
      id,
      new Set(of.map((webhook) => webhook.id)),
    ]),
  );
}

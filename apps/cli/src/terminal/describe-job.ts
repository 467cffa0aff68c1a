import type { Job } from '@darkroom/client';

import type { Context } from '../context.ts';
import { duration, plain } from './text.ts';

const BILLS: Record<Job['billing']['state'], string> = {
  not_charged: 'not charged',
  charged: 'charged',
  may_be_charged: 'may be charged',
  unknown: 'bill unknown',
};

/** What a job does, in a line: `queued (capacity), place 3, about 41 s`. */
export function describeState(job: Job): string {
  const { status, reason, error } = job;
  const queue = job.finished_at ? null : job.queue;
  const place = queue?.position ? [`place ${queue.position}`] : [];
  const eta = queue?.eta_seconds ? [`about ${duration(queue.eta_seconds * 1_000)}`] : [];
  const why = error ? [`${error.code}: ${plain(error.message)}`] : [];
  return [`${status}${reason ? ` (${reason})` : ''}`, ...place, ...eta, ...why].join(', ');
}

/** What a job is of. */
export function describeWork(job: Job): string {
  const { prompt, index, size_name: size } = job.request as { prompt?: string; index?: number; size_name?: string };
  if (job.type === 'download') return `image ${index ?? job.getty.index ?? '?'} in ${size ?? '?'}`;
  return prompt ?? String(job.operation);
}

export function describeBill(job: Job): string {
  return BILLS[job.billing.state];
}

/** All of a job, for people. */
export function describeJob(job: Job): string {
  const lines: [string, string | null | undefined][] = [
    ['Job', `${job.id} (${job.type === 'download' ? 'download' : job.operation})`],
    ['State', describeState(job)],
    ['Bill', `${describeBill(job)} (${job.billing.because}), ${job.attempts} paid ${job.attempts === 1 ? 'call' : 'calls'}`],
    ['Of', plain(describeWork(job))],
    ['Created', job.created_at],
    ['Ended', job.finished_at],
    ['Tried next', job.resume_at],
    ['Expires', job.finished_at ? null : job.deadline_at],
    ['Getty', job.getty.generation_request_id],
    ['Batch', job.batch_id],
    ['Made by', job.parent_id],
    ['Downloads', job.downloads.join(', ')],
    ['Archive', job.archive?.state],
    ['Metadata', job.metadata && plain(JSON.stringify(job.metadata))],
  ];
  const timeline = (job.timeline ?? []).map(({ at, event, ...more }) => {
    const fields = Object.entries(more).map(([name, value]) => `${name}=${describeValue(name, value)}`);
    return `  ${at}  ${event}  ${plain(fields.join(' '))}`.trimEnd();
  });
  const table = lines.flatMap(([name, value]) => (value ? [`${`${name}:`.padEnd(12)}${value}`] : []));
  return `${[...table, ...(timeline.length > 0 ? ['Timeline:', ...timeline] : [])].join('\n')}\n`;
}

/** What the classes of errors mean that entries about Getty name. */
const FAILURES = new Map<unknown, string>([
  ['RetryableError', 'no usable answer'],
  ['ThrottledError', 'a limit was reached'],
  ['ConflictError', 'another call was under way'],
  ['NotFoundError', 'Getty does not have it'],
  ['GoneError', 'Getty no longer has it'],
  ['TerminalError', 'the request is not accepted'],
  ['UnknownOutcomeError', 'whether Getty accepted it is unknown'],
  ['AuthError', 'key or token refused'],
]);

function describeValue(name: string, value: unknown): string {
  const failure = name === 'error' ? FAILURES.get(value) : undefined;
  if (failure !== undefined) return JSON.stringify(failure);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A job after an action, in a line. */
export function printJob(context: Context, job: Job): void {
  if (context.json) context.printJson(job);
  else context.print(`${job.id}: ${describeState(job)}; ${describeBill(job)}`);
}

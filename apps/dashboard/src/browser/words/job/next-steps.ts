import type { JobDetail } from '../../../jobs/job-detail.ts';
import { waitsBecause } from './job.ts';
import { capitalized } from '../text/text.ts';
import { duration } from '../text/time.ts';

/** Something that is going to happen, and when, where that is known. */
export type NextStep = { words: string; at: string | null };

type Detail = Pick<JobDetail, 'job' | 'card' | 'next_at' | 'budgets' | 'deliveries'>;

/** What happens next with a job: its way to the end, then what is still to be done for it. Empty where nothing is. */
export function nextSteps(detail: Detail): NextStep[] {
  const { job, deliveries } = detail;
  const hooks = deliveries
    .flatMap(({ status, next_at: at }) => (status === 'pending' && at !== null ? [at] : []))
    .toSorted((a, z) => Date.parse(a) - Date.parse(z));
  const steps = [
    ...ahead(detail),
    ...(job.archive?.state === 'pending' ? [step('The archive copies the file.')] : []),
    ...(hooks.length > 0
      ? [step(hooks.length === 1 ? 'Next try of its webhook' : `Next try of its ${hooks.length} webhooks`, hooks[0])]
      : []),
  ];
  return steps.filter(({ words, at }) => at !== null || words.endsWith('.'));
}

function ahead(detail: Detail): NextStep[] {
  const { job, card, next_at: nextAt } = detail;
  switch (job.status) {
    case 'queued':
      return [...whyItWaits(detail), ...estimate(detail), ...deadline(detail)];
    case 'submitting':
      return card.is_looked_up
        ? [
            step('The paid call got no answer. Darkroom looks for it at Getty, free of charge. Until then nothing is sent.'),
            step('Next look', nextAt),
          ]
        : [step('The paid call is on its way. Getty answers within seconds, as a rule.'), ...estimate(detail)];
    case 'waiting':
      return [
        step('Getty accepted it and works on it. Polls cost nothing.'),
        step('Next poll', nextAt),
        ...estimate(detail),
        ...deadline(detail),
      ];
    case 'held': // the ways out stand above
    case 'succeeded':
    case 'failed':
    case 'canceled':
    case 'expired':
      return [];
  }
}

function whyItWaits({ job, card, budgets, next_at: nextAt }: Detail): NextStep[] {
  const why = `${capitalized(waitsBecause(card))}.`;
  const position = job.queue?.position ?? null;
  const place =
    position === null ? [] : [step(position === 1 ? 'It is next in line.' : `It is number ${position.toLocaleString()} in line.`)];
  switch (job.reason) {
    case null:
    case 'capacity':
      return [...(position === null || job.reason !== null ? [step(why)] : []), ...place];
    case 'paused':
      return [step(`${why} One job of the product tries, the others wait for it.`), step('Next try', job.resume_at)];
    case 'throttled':
      return [
        step(card.pause === 'daily' ? `${why} One download tries, the others wait for it.` : why),
        step('Next try', job.resume_at ?? nextAt),
      ];
    case 'getty_away':
      return [step(`${why} It is asked every few seconds, and the job goes on when it answers.`), step('Next try', job.resume_at)];
    case 'budget':
      return [
        step(
          budgets.length === 0
            ? why
            : `No room in ${budgets.map(({ id }) => `budget ${id}`).join(', ')}. It goes on when units are given back or the limit is raised.`,
        ),
        step('The next period begins', job.resume_at),
      ];
    case 'source':
      return [step(`${why} That costs nothing.`)];
    case 'scheduled':
      return [step('It is sent', typeof job.request['run_at'] === 'string' ? job.request['run_at'] : nextAt)];
  }
}

function estimate({ job }: Detail): NextStep[] {
  const seconds = job.queue?.eta_seconds ?? null;
  return seconds === null ? [] : [step(`About ${duration(seconds * 1_000)} until it has ended, going by the latest jobs of its kind.`)];
}

function deadline({ job }: Detail): NextStep[] {
  if (job.deadline_at === null) return [step('Its deadline does not run while it waits.')];
  return [step(job.status === 'waiting' ? 'Darkroom gives it up' : 'Without being sent, it expires', job.deadline_at)];
}

/** A step that needs its instant is left out where that is not known. */
function step(words: string, at?: string | null): NextStep {
  return { words, at: at ?? null };
}

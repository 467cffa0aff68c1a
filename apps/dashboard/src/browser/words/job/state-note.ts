import type { JobCard } from '../../../jobs/job-card.ts';
import { billingWords, waitsBecause } from './job.ts';
import { counted } from '../text/text.ts';
import { absolute, duration } from '../text/time.ts';

/** What is going on with a job: since when, where a clock runs, and a few words. */
export type StateNote = { since: string | null; words: string };

/** `now` in ms, by the server's clock. */
export function stateNote(card: JobCard, now: number): StateNote {
  switch (card.status) {
    case 'queued':
      return card.reason === 'scheduled'
        ? { since: null, words: card.resume_at === null ? waitsBecause(card) : `is sent ${absolute(card.resume_at)}` }
        : { since: card.since, words: `${waitsBecause(card)}${nextTry(card, now)}` };
    case 'submitting':
      return { since: card.since, words: card.is_looked_up ? 'no answer, looking for the call at Getty' : 'calling Getty' };
    case 'waiting':
      return { since: card.since, words: counted(card.polls, 'poll') };
    case 'succeeded':
      return { since: null, words: `in ${duration(Date.parse(card.finished_at ?? card.since) - Date.parse(card.created_at))}` };
    case 'failed':
      return { since: null, words: card.error?.message ?? 'No reason was recorded' };
    case 'canceled':
    case 'expired':
      return { since: null, words: billingWords(card.billing) };
    case 'held':
      return { since: card.since, words: 'needs a decision' };
  }
}

/** The seconds of a limit are over before they are read, and Getty is asked every few. */
function nextTry({ reason, resume_at: at }: JobCard, now: number): string {
  const isSoon = at === null || reason === 'getty_away' || Date.parse(at) < now + 60_000;
  return isSoon ? '' : `, next try ${absolute(at)}`;
}

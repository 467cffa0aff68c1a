import type { JobStatus } from '@darkroom/contracts';

import type { JobCard } from '../../../jobs/job-card.ts';
import { statusWord, subject } from './job.ts';
import { counted } from '../text/text.ts';

const ANNOUNCED: ReadonlySet<JobStatus> = new Set(['succeeded', 'failed', 'canceled', 'expired', 'held']);
const MOST_NAMED = 2;
const LONGEST = 80;

/** What a screen reader says of jobs that have ended or are held now; null where there is no news. */
export function announcement(known: ReadonlyMap<string, JobCard>, changed: JobCard[]): string | null {
  const news = changed.filter((card) => ANNOUNCED.has(card.status) && known.get(card.id)?.status !== card.status);
  if (news.length === 0) return null;
  if (news.length > MOST_NAMED) return `${counted(news.length, 'job')} changed.`;
  return news.map((card) => `${statusWord(card.status)}: ${subject(card).slice(0, LONGEST)}`).join('. ');
}

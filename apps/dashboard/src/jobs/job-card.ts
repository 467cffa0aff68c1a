import {
  promptOf,
  type BillingState,
  type JobId,
  type JobStatus,
  type JobType,
  type Operation,
  type QueuedReason,
} from '@darkroom/contracts';
import { pauseName, resumeAt, type JobRecord } from '@darkroom/queue';

/** What the list shows of a job. Small: sixty of them are sent to each browser that opens the page. Instants in RFC 3339. */
export type JobCard = {
  id: JobId;
  type: JobType;
  status: JobStatus;
  reason: QueuedReason | null;
  /** When a job that is held up is tried next, or one for later is sent. */
  resume_at: string | null;
  /** The pause that holds it up: `daily`, or `quota.` and the product. */
  pause: string | null;
  /** A paid call got no answer, and is looked for at Getty. */
  is_looked_up: boolean;
  run: number;
  seq: number;
  tenant: string;
  /** A generation's prompt, cut short. */
  prompt: string | null;
  /** What a generation does at Getty; null for a download. */
  operation: Operation | null;
  /** What a download asks for; without an index, a file again. */
  download: { index: number | null; size_name: string } | null;
  images: { index: number; is_blocked: boolean }[];
  polls: number;
  billing: BillingState;
  error: { code: string; message: string } | null;
  created_at: string;
  /** Since when it is in its present state, as far as that is known. */
  since: string;
  finished_at: string | null;
};

const PROMPT_CHARACTERS = 280;

export function jobCard(record: JobRecord): JobCard {
  const { request } = record.spec;
  const prompt = promptOf(request);
  return {
    id: record.id,
    type: record.type,
    status: record.status,
    reason: record.reason,
    resume_at: record.reason === 'scheduled' ? (record.spec.request.run_at ?? null) : resumeAt(record),
    pause: pausedBy(record),
    is_looked_up: isLookedUp(record),
    run: record.run,
    seq: record.seq,
    tenant: record.tenant,
    prompt: prompt === undefined ? null : shortened(prompt),
    operation: record.operation,
    download: 'size_name' in request ? { index: 'index' in request ? request.index : null, size_name: request.size_name } : null,
    images: pictured(record),
    polls: record.polls,
    billing: record.billing.state,
    error: record.error && { code: record.error.code, message: record.error.message },
    created_at: instant(record.createdAt),
    since: instant(enteredAt(record)),
    finished_at: record.finishedAt === null ? null : instant(record.finishedAt),
  };
}

/** A refusal for the daily limit is `throttled`, like that of a limit per second; its line is the pause's. */
function pausedBy(record: JobRecord): string | null {
  if (record.status !== 'queued') return null;
  return record.reason === 'paused' || record.line === `pause.${pauseName(record)}` ? pauseName(record) : null;
}

/** An intent is named after the fence of the pass that makes the call. A later pass looks the call up. */
function isLookedUp({ status, intent, fence }: JobRecord): boolean {
  return status === 'submitting' && intent !== null && !intent.id.endsWith(`.${fence}`);
}

/** The pictures there are to show; a finished download shows the one that it took. */
function pictured({ result, spec: { request } }: JobRecord): JobCard['images'] {
  if (result === null) return [];
  if ('images' in result) return result.images.map(({ index, is_blocked }) => ({ index, is_blocked }));
  return 'index' in request ? [{ index: request.index, is_blocked: false }] : [];
}

function enteredAt(record: JobRecord): number {
  switch (record.status) {
    case 'queued':
      return record.createdAt;
    case 'submitting':
      return record.intent?.at ?? record.updatedAt;
    case 'waiting':
      return record.acceptedAt ?? record.submittedAt ?? record.createdAt;
    case 'held':
      return record.updatedAt;
    case 'succeeded':
    case 'failed':
    case 'canceled':
    case 'expired':
      return record.finishedAt ?? record.updatedAt;
  }
}

function shortened(prompt: string): string {
  return prompt.length <= PROMPT_CHARACTERS ? prompt : `${prompt.slice(0, PROMPT_CHARACTERS - 1).toWellFormed()}…`;
}

function instant(ms: number): string {
  return new Date(ms).toISOString();
}

import {
  type BatchId,
  type DeliveryAttempt,
  type DeliveryId,
  type DeliveryStatus,
  type EndpointId,
  type EventId,
  type JobId,
  type Tenant,
  type WebhookEventType,
} from '@darkroom/contracts';

import { toEventId } from './event-order.ts';
import { readCount, readNumber, type Fields } from '../redis/fields.ts';

/** One event on its way to one receiver. Instants in ms. */
export type DeliveryRecord = {
  id: DeliveryId;
  eventId: EventId;
  eventType: WebhookEventType;
  tenant: Tenant;
  /** The subject of the event, if it is a job or a batch. */
  jobId: JobId | null;
  batchId: BatchId | null;
  /** null: the receiver named by the job or batch. */
  endpointId: EndpointId | null;
  /** An endpoint's delivery that also counts for the webhook of the job or batch: both have the same URL. */
  isOwnToo: boolean;
  /** The URL of the last try, or of the first one. An endpoint's long URL is cut. */
  url: string;
  status: DeliveryStatus;
  /** Tries made, and those before this round: sending again begins a new round. */
  attempts: number;
  roundFrom: number;
  nextAt: number | null;
  createdAt: number;
  finishedAt: number | null;
  /** The latest tries, first to last. */
  tries: Try[];
};

/** One stored try: its start (ms), the HTTP status (null without an answer), its duration, and its answer if that was short. */
export type Try = { at: number; status: number | null; durationMs: number; response?: string };

/** The answers to the latest tries of an event, for all of its deliveries together; newest first. */
export type KeptAnswer = { receiver: string; attempt: number } & Partial<Pick<DeliveryAttempt, 'error' | 'response'>>;

/** The longest answer of a successful try that is stored with the try itself, in bytes. */
const SHORT_ANSWER_BYTES = 32;

const ID = /^dlv_(\d+)_(\d+)_(\w+)$/;

/** The place of a delivery's data: its event in the log, and the receiver's part of its id. */
export function placeOfDelivery(id: string): { event: string; receiver: string } | undefined {
  const [, ms, n, receiver] = ID.exec(id) ?? [];
  return receiver === undefined ? undefined : { event: `${ms}-${n}`, receiver };
}

/** Its latest tries, and the text that each sends. */
export type DeliveryDetail = { attempts: DeliveryAttempt[]; body: string };

/** What the deliveries of one event have in common. */
export type DeliveryHead = { type: WebhookEventType; about: string; subject: string; tenant: Tenant };

/** The fields of `event-deliveries` that hold the head: the first one in format 2, the others in format 1. */
export const HEAD_FIELDS = ['h', 'type', 'about', 'subject', 'tenant'] as const;

/** Decodes the values of `HEAD_FIELDS`. */
export function decodeHead([packed, type, about, subject, tenant]: (string | null | undefined)[]): DeliveryHead {
  if (typeof packed !== 'string') {
    return { type: type as WebhookEventType, about: about ?? '', subject: subject ?? '', tenant: tenant ?? '' };
  }
  const [packedType, packedAbout, packedSubject, ...rest] = packed.split(' ');
  return {
    type: packedType as WebhookEventType,
    about: packedAbout!,
    subject: packedSubject === '-' ? '' : packedSubject!,
    tenant: rest.join(' '),
  };
}

/** Decodes what `deliveries.lua` packed. */
export function decodeDelivery(id: string, packed: string, head: DeliveryHead): DeliveryRecord {
  const { event, receiver } = placeOfDelivery(id)!;
  const [status, attempts, roundFrom, nextAt, createdAt, finishedAt, own, tries, ...url] = packed.split(' ');
  const { about } = head;
  return {
    id: id as DeliveryId,
    eventId: toEventId(event),
    eventType: head.type,
    tenant: head.tenant,
    jobId: about === 'job' ? (head.subject as JobId) : null,
    batchId: about === 'batch' ? (head.subject as BatchId) : null,
    endpointId: receiver === 'job' || receiver === 'batch' ? null : (`ep_${receiver}` as EndpointId),
    isOwnToo: own === '+',
    url: url.join(' '),
    status: status as DeliveryStatus,
    attempts: Number(attempts),
    roundFrom: Number(roundFrom),
    nextAt: given(nextAt),
    createdAt: Number(createdAt),
    finishedAt: given(finishedAt),
    tries: decodeTries(tries!, Number(createdAt)),
  };
}

/** Decodes a delivery of an earlier version: a separate hash, with its tries in a list. */
export function decodeOldDelivery(id: string, fields: Fields): DeliveryRecord {
  return {
    id: id as DeliveryId,
    eventId: fields['event_id'] as EventId,
    eventType: fields['event_type'] as WebhookEventType,
    tenant: fields['tenant']!,
    jobId: (fields['job_id'] ?? null) as JobId | null,
    batchId: (fields['batch_id'] ?? null) as BatchId | null,
    endpointId: (fields['endpoint_id'] ?? null) as EndpointId | null,
    isOwnToo: false,
    url: fields['url']!,
    status: fields['status'] as DeliveryStatus,
    attempts: readCount(fields['attempts']),
    roundFrom: readCount(fields['round_from']),
    nextAt: fields['next_at'] ? Number(fields['next_at']) : null,
    createdAt: Number(fields['created_at']),
    finishedAt: readNumber(fields['finished_at']),
    tries: [],
  };
}

/** A try as the API shows it. What was answered is shown as long as it is among the latest of the event. */
export function attemptOf(record: DeliveryRecord, index: number, kept: KeptAnswer[]): DeliveryAttempt {
  const { at, status, durationMs, response } = record.tries[index]!;
  const attempt = record.attempts - record.tries.length + index + 1;
  const { receiver } = placeOfDelivery(record.id)!;
  const heard = kept.find((answer) => answer.receiver === receiver && answer.attempt === attempt);
  return {
    at: new Date(at).toISOString(),
    attempt,
    status,
    duration_ms: durationMs,
    error: status === null ? (heard?.error ?? 'no answer') : faultOf(status),
    // Where it is not kept any more, or was empty, there is nothing to show; the latest says which.
    response: status === null ? null : (response ?? heard?.response ?? (heard ? '' : null)),
  };
}

/** What is wrong with an HTTP status; null when nothing is. */
export function faultOf(status: number): string | null {
  if (status >= 200 && status < 300) return null;
  return status >= 300 && status < 400 ? `answered ${status}: redirects are not followed` : `answered ${status}`;
}

/** Encodes a try for `deliveries.lua`: small, since fifty receivers have ten each. */
export function encodeTry(attempt: DeliveryAttempt, createdAt: number): string {
  const at = (Date.parse(attempt.at) - createdAt).toString(36);
  return `${at}:${attempt.status ?? '-'}:${Math.round(attempt.duration_ms).toString(36)}`;
}

/** The answer as it is stored with its try since format 2: if it is empty, or short and of a successful try. */
export function shortAnswer({ status, response }: DeliveryAttempt): string | undefined {
  if (status === null || response === null) return undefined;
  const isShort = response === '' || (faultOf(status) === null && Buffer.byteLength(response) <= SHORT_ANSWER_BYTES);
  return isShort ? Buffer.from(response).toString('base64url') : undefined;
}

function decodeTries(tries: string, createdAt: number): Try[] {
  if (tries === '-') return [];
  return tries.split(',').map((each) => {
    const [at, status, durationMs, response] = each.split(':');
    return {
      at: createdAt + parseInt(at!, 36),
      status: given(status),
      durationMs: parseInt(durationMs!, 36),
      ...(response !== undefined && { response: Buffer.from(response, 'base64url').toString() }),
    };
  });
}

function given(text: string | undefined): number | null {
  return text === '-' || text === undefined ? null : Number(text);
}

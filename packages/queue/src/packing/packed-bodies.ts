import type { Job } from '@darkroom/contracts';

import { instantText } from '../present/instant-text.ts';
import { presentJob } from '../present/present-job.ts';
import { decodeHead } from '../records/delivery-record.ts';
import { instantOf, toEventId } from '../records/event-order.ts';
import type { JobTexts } from '../records/packed/packed-job.ts';
import { decodeRecord } from '../records/job/record.ts';
import { readPackedEvents, writePackedEvents, type PackedEvent } from '../webhooks/packed-deliveries.ts';

/** Stands for a body that the packed record still gives: that of a job's end, mostly. It is made again when it is needed. */
const AS_PRESENTED = '=';

/** Stands for the job's own id in the head of an event. */
const THE_JOB = '~';

type Texts = Omit<JobTexts, 'deliveries'>;

/** The texts of a job's deliveries, without bodies that the record gives. */
export function packDeliveries(id: string, texts: Texts, events: PackedEvent[]): string[] {
  const bodyOf = presentedBody(id, texts);
  const smaller = events.map((event) => ({
    ...event,
    head: event.head.replace(id, THE_JOB),
    body: event.body === bodyOf(event) ? AS_PRESENTED : event.body,
  }));
  return writePackedEvents(smaller).map(String);
}

/** The reverse. */
export function unpackDeliveriesOf(id: string, texts: JobTexts): PackedEvent[] {
  const bodyOf = presentedBody(id, texts);
  return readPackedEvents(texts.deliveries).map((packed) => {
    const event = { ...packed, head: packed.head.replace(` ${THE_JOB} `, ` ${id} `) };
    return event.body === AS_PRESENTED ? { ...event, body: bodyOf(event) } : event;
  });
}

/** The body of a webhook about the job as it is now, for any of its events. */
function presentedBody(id: string, { record, spec, result }: Texts): (event: PackedEvent) => string {
  let data: Job | undefined;
  return ({ event, head }) => {
    data ??= presentJob(decodeRecord({ ...record, id, spec, ...(result === null ? {} : { result }) }));
    return JSON.stringify({ type: decodeHead([head]).type, timestamp: instantText(instantOf(toEventId(event))), data });
  };
}

import { decodeDelivery, decodeHead, placeOfDelivery, type DeliveryRecord, type KeptAnswer } from '../records/delivery-record.ts';

/**
 * The deliveries of one event about a job, taken out of their keys: what `deliveries_of_job` of `packed_deliveries.lua` reads, and
 * `restore_deliveries` writes back. `body` is the text that was sent.
 */
export type PackedEvent = {
  /** Its place in the log. */
  event: string;
  /** As the field `h` of `event-deliveries`. */
  head: string;
  body: string;
  /** Each receiver with its packed delivery. */
  deliveries: [receiver: string, packed: string][];
  /** As in `event-answers`. */
  answers: string[];
};

/** A delivery of a packed job, with the rest that is known of it. */
export type UnpackedDelivery = { record: DeliveryRecord; body: string; answers: KeptAnswer[] };

/** Reads the list of texts of `deliveries_of_job`; `unpack` restores a body that is not as it is sent. */
export function readPackedEvents(texts: readonly (string | Buffer)[], unpack: (body: Buffer) => string = String): PackedEvent[] {
  const events: PackedEvent[] = [];
  let at = 0;
  const next = (): string => String(texts[at++]);
  while (at < texts.length) {
    const [event, head] = [next(), next()];
    const body = unpack(texts[at++] as Buffer);
    const deliveries = Array.from({ length: Number(next()) }, (): [string, string] => [next(), next()]);
    const answers = Array.from({ length: Number(next()) }, next);
    events.push({ event, head, body, deliveries, answers });
  }
  return events;
}

/** The same list of texts again; `pack` makes a body what Redis has of it. */
export function writePackedEvents(events: PackedEvent[], pack: (body: string) => string | Buffer = String): (string | Buffer)[] {
  return events.flatMap(({ event, head, body, deliveries, answers }) => [
    event,
    head,
    pack(body),
    `${deliveries.length}`,
    ...deliveries.flat(),
    `${answers.length}`,
    ...answers,
  ]);
}

/** The deliveries in the order of their events. */
export function unpackDeliveries(events: PackedEvent[]): UnpackedDelivery[] {
  return events.flatMap(({ event, head, body, deliveries, answers }) =>
    deliveries.map(([receiver, packed]) => ({
      record: decodeDelivery(`dlv_${event.replace('-', '_')}_${receiver}`, packed, decodeHead([head])),
      body,
      answers: answers.map((text) => JSON.parse(text) as KeptAnswer),
    })),
  );
}

/** One of them by its id. */
export function findUnpacked(events: PackedEvent[], id: string): UnpackedDelivery | undefined {
  const place = placeOfDelivery(id);
  return unpackDeliveries(events.filter(({ event }) => event === place?.event)).find(({ record }) => record.id === id);
}

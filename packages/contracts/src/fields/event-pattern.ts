import { z } from 'zod';

import { isDefaultEvent, WebhookEventType } from './event-type.ts';

/** What an event filter may name: an event type, all of an area (`generation.*`), or all (`*`). */

const AREAS = [...new Set(WebhookEventType.options.map((type) => type.slice(0, type.indexOf('.'))))] as AreaOf<WebhookEventType>[];
type AreaOf<Type extends string> = Type extends `${infer Area}.${string}` ? Area : never;

export const EventPattern = z.enum([...WebhookEventType.options, '*', ...AREAS.map((area) => `${area}.*` as const)]).meta({
  id: 'EventPattern',
  description: 'An event type, all of an area such as `generation.*`, or all: `*`.',
});
export type EventPattern = z.infer<typeof EventPattern>;

/** Whether one of the patterns matches this event. */
export function matchesEvent(patterns: readonly EventPattern[], type: WebhookEventType): boolean {
  return patterns.some(
    (pattern) => pattern === type || pattern === '*' || (pattern.endsWith('.*') && type.startsWith(pattern.slice(0, -1))),
  );
}

/** Whether a receiver with these patterns (null or undefined: the default set) gets this event. */
export function wantsEvent(events: readonly EventPattern[] | null | undefined, type: WebhookEventType): boolean {
  return events ? matchesEvent(events, type) : isDefaultEvent(type);
}

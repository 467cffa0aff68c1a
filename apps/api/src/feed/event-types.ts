import { EventPattern, matchesEvent, type WebhookEventType } from '@darkroom/contracts';
import { z } from 'zod';

/** Room for every name, several times. */
const MOST_CHARACTERS = 1_000;

const isPattern = (name: string): name is EventPattern => EventPattern.safeParse(name).success;

/** The `types` of a query: event types and wildcards separated by commas. */
export const EventTypes = z
  .string()
  .max(MOST_CHARACTERS)
  .refine(
    (text) => text.split(',').every(isPattern),
    'must be event types or wildcards separated by commas, such as generation.*,batch.completed',
  )
  .transform((text) => text.split(',').filter(isPattern))
  .meta({
    description: 'Only these events: types or wildcards (`*`, `generation.*`) separated by commas.',
    examples: ['generation.*,batch.completed'],
  });

/** undefined: all are wanted. */
export function wantedBy(types: EventPattern[] | undefined): ((type: WebhookEventType) => boolean) | undefined {
  return types && ((type) => matchesEvent(types, type));
}

import type {
  Batch,
  Budget,
  DownloadJob,
  Endpoint,
  EventId,
  EventType,
  GenerationJob,
  Job,
  Reconciliation,
} from '../api-types.generated.ts';

/** What the events of each type are about. The API's description has one schema for all of them. */
type Subjects = {
  [Type in EventType as Type extends `generation.${string}` ? Type : never]: GenerationJob;
} & {
  [Type in EventType as Type extends `download.${string}` ? Type : never]: DownloadJob;
} & {
  'batch.completed': Batch;
  'endpoint.disabled': Endpoint;
  'budget.warning': Budget;
  'budget.exhausted': Budget;
  'quota.exhausted': Job;
  'reconciliation.differences': Reconciliation;
  'webhook.test': Endpoint;
};

type EventOf<Type extends EventType> = {
  id: EventId;
  type: Type;
  /** When it happened. */
  timestamp: string;
  /** What the event is about, as it was right then. A job is without its timeline. */
  data: Subjects[Type];
};

/** Something that happened. `type` decides what `data` is: `if (event.type === 'generation.succeeded') event.data.result`. */
export type Event = { [Type in EventType]: EventOf<Type> }[EventType];

import type {
  AuditEntry,
  BillingState,
  DeliveryStatus,
  EventPattern,
  FollowEventsQuery,
  GetUsageQuery,
  JobStatus,
  JobType,
  ListAuditQuery,
  ListDeliveriesQuery,
  ListJobsQuery,
  ListKeysQuery,
  Operation,
  QueuedReason,
  RemoveJobQuery,
  UsageGroup,
} from '../api-types.generated.ts';

/** The queries of the API, with lists where it takes several values. */

type Several<Value> = Value | readonly Value[];

/** The same fields, some of them wider. */
type Widened<Query, Wider extends { [Field in keyof Query]?: unknown }> = {
  [Field in keyof Query]: Field extends keyof Wider ? Wider[Field] | undefined : Query[Field] | undefined;
};

export type JobFilter = Widened<
  ListJobsQuery,
  {
    type: Several<JobType>;
    status: Several<JobStatus>;
    reason: Several<QueuedReason>;
    operation: Several<Operation>;
    billing: Several<BillingState>;
    created_after: string | Date;
    created_before: string | Date;
    metadata: Record<string, string | number | boolean>;
  }
>;
export type RemoveJob = Widened<RemoveJobQuery, { keep_archive: boolean }>;
export type DeliveryFilter = Widened<ListDeliveriesQuery, { status: Several<DeliveryStatus> }>;
export type EventFilter = Widened<FollowEventsQuery, { types: Several<EventPattern> }>;
export type AuditFilter = Widened<
  ListAuditQuery,
  { action: Several<AuditEntry['action'] | `${string}.*`>; from: string | Date; to: string | Date }
>;
export type UsageFilter = Widened<GetUsageQuery, { group_by: Several<UsageGroup>; product_id: string | number }>;
/** Only how much of a list, and from where. */
export type PageFilter = Widened<ListKeysQuery, object>;

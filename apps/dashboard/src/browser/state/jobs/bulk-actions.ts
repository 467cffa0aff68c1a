const CAN_RUN_AGAIN = new Set(['failed', 'canceled', 'expired']);
const HAS_ENDED = new Set(['succeeded', ...CAN_RUN_AGAIN]);

export type BulkAction = 'cancel' | 'retry';

/** What can be done with any of the jobs of these states; of none: of all. */
export function bulkActionsFor(statuses: readonly string[]): BulkAction[] {
  if (statuses.length === 0) return ['cancel', 'retry'];
  const canCancel = statuses.some((status) => !HAS_ENDED.has(status));
  const canRetry = statuses.some((status) => CAN_RUN_AGAIN.has(status));
  return [...(canCancel ? (['cancel'] as const) : []), ...(canRetry ? (['retry'] as const) : [])];
}

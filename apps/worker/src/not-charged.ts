import type { Billing, BillingBecause } from '@darkroom/contracts';
import type { JobRecord } from '@darkroom/queue';

/** This call cost nothing. What an earlier one cost, that was sent again without knowing its outcome, stays unknown. */
export function notCharged(record: JobRecord, because: BillingBecause): Billing {
  return record.lostCalls > 0 ? { state: 'unknown', because: 'sent_again' } : { state: 'not_charged', because };
}

import type { BillingBecause, CallBilling } from '@darkroom/contracts';

/** Getty documents only that starting a 4k download may cost. For a 1k download we do not know. */
export function downloadBilling(sizeName: string, because: BillingBecause): CallBilling {
  return { state: sizeName === '1k' ? 'may_be_charged' : 'charged', because };
}

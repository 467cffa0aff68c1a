import type { CallBilling, BillingBecause } from '@darkroom/contracts';

/** Getty says only that starting a 4k download may cost; whether a 1k one does is not known to us. */
export function downloadBilling(sizeName: string, because: BillingBecause): CallBilling {
  return { state: sizeName === '1k' ? 'may_be_charged' : 'charged', because };
}

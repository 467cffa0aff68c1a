import { operationOfRequest, priceOf, type DownloadRequest, type GenerationRequest, type JobType, type Prices } from '@darkroom/contracts';

import type { NewRequest } from './create-job.ts';

/** What the paid call of a job costs, and each download that it starts, in millionths of the currency. null: no price is set. */
export type JobPrices = { price: number | null; chainPrice: number | null };

/** The prices of a job at its acceptance, which it keeps. */
export function priceJob(prices: Prices | undefined, type: JobType, request: NewRequest): JobPrices {
  if (type === 'download') {
    return { price: priceOf(prices, { type, size: (request as DownloadRequest).size_name }), chainPrice: null };
  }
  const { download } = request as GenerationRequest;
  return {
    price: priceOf(prices, { type, operation: operationOfRequest(request) }),
    chainPrice: download ? priceOf(prices, { type: 'download', size: download.size_name }) : null,
  };
}

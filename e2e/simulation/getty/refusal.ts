import type { Limit } from './account.ts';
import type { Outcome } from './calls.ts';

/** Getty's answer to what is over a limit. */
export function refusal(limit: Limit): Outcome {
  switch (limit) {
    case 'queries':
      return {
        status: 429,
        headers: { 'x-error-detail': 'Account Over Queries Per Second Limit' },
        body: { message: 'Too Many Requests' },
        came: 'refused_queries',
      };
    case 'pending':
      return { status: 429, body: { ErrorCode: 'TooManyConcurrentGenerations' }, came: 'refused_pending' };
    case 'daily':
      return { status: 429, body: { ErrorCode: 'DailyRequestLimitExceeded' }, came: 'refused_daily' };
    case 'quota':
      return { status: 403, body: { ErrorCode: 'ProductQuotaExceeded' }, came: 'refused_quota' };
  }
}

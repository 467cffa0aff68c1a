import { VERSION } from '@darkroom/runtime';

/** The headers of every webhook, besides the three of Standard Webhooks. */
export const WEBHOOK_HEADERS = { 'content-type': 'application/json', 'user-agent': `Darkroom/${VERSION} (webhooks)` } as const;

/** What every webhook is sent with, besides the three headers of Standard Webhooks. */
export const WEBHOOK_HEADERS = { 'content-type': 'application/json', 'user-agent': 'Darkroom/0.1 (webhooks)' } as const;

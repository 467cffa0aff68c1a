/** The headers of every webhook, besides the three of Standard Webhooks. */
export const WEBHOOK_HEADERS = { 'content-type': 'application/json', 'user-agent': 'Darkroom/0.1 (webhooks)' } as const;

import type { Delivery } from '@darkroom/contracts';

import { withoutQuery } from '../jobs/without-query.ts';

/** A delivery without the queries of the webhooks in it, which often carry a secret of their receiver. The rest of its body stays as it was sent. */
export function withoutSecrets(delivery: Delivery): Delivery {
  const { url, request } = delivery;
  return { ...delivery, url: withoutQuery(url), request: { ...request, body: withoutUrls(request.body) } };
}

function withoutUrls(body: string): string {
  return urlsIn(body).reduce((text, url) => text.replaceAll(inJson(url), inJson(withoutQuery(url))), body);
}

/** The URL of the job's or batch's own webhook, and that of an endpoint that the event is about. */
function urlsIn(body: string): string[] {
  try {
    const { data } = JSON.parse(body) as { data?: { url?: unknown; request?: { webhook?: { url?: unknown } | null } } };
    return [data?.url, data?.request?.webhook?.url].filter((url) => typeof url === 'string');
  } catch {
    return []; // it was removed, or is none of ours
  }
}

function inJson(text: string): string {
  return JSON.stringify(text);
}

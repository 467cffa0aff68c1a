import type { Job } from '@darkroom/contracts';

/** A webhook's query often carries its receiver's secret, which is not needed to recognise it. */
export function withoutQuery(url: string): string {
  const cut = url.search(/[?#]/);
  return cut < 0 ? url : `${url.slice(0, cut)}?…`;
}

/** A job, without the query of the webhook that it names. */
export function withoutWebhookQuery(job: Job): Job {
  const webhook = job.request['webhook'] as { url: string } | undefined;
  return webhook ? { ...job, request: { ...job.request, webhook: { ...webhook, url: withoutQuery(webhook.url) } } } : job;
}

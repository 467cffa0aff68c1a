import type { Job } from '@darkroom/contracts';
import { presentJob, type DeliveryRecord, type Store } from '@darkroom/queue';

import { jobCard, type JobCard } from './job-card.ts';

/** One job with all that belongs to it. */
export type JobDetail = {
  job: Job;
  card: JobCard;
  downloads: JobCard[];
  parent: JobCard | null;
  /** The job that it is made from. */
  source: JobCard | null;
  deliveries: DeliveryView[];
};

export type DeliveryView = {
  id: string;
  event_type: string;
  url: string;
  status: DeliveryRecord['status'];
  attempts: number;
  next_at: string | null;
  created_at: string;
};

/** Null where there is no such job. */
export async function readJobDetail(store: Pick<Store, 'jobs' | 'deliveries'>, id: string): Promise<JobDetail | null> {
  const record = await store.jobs.get(id);
  if (!record) return null;
  const [timeline, downloads, parents, sources, deliveries] = await Promise.all([
    store.jobs.timeline(record),
    store.jobs.getMany(record.downloads),
    store.jobs.getMany(record.parentId ? [record.parentId] : []),
    store.jobs.getMany(record.sourceJob && record.type === 'generation' ? [record.sourceJob] : []),
    store.deliveries.ofJob(id),
  ]);
  return {
    job: withoutWebhookQuery(presentJob(record, timeline)),
    card: jobCard(record),
    downloads: downloads.map(jobCard),
    parent: parents.map(jobCard)[0] ?? null,
    source: sources.map(jobCard)[0] ?? null,
    deliveries: deliveries.map(viewDelivery),
  };
}

function viewDelivery(delivery: DeliveryRecord): DeliveryView {
  return {
    id: delivery.id,
    event_type: delivery.eventType,
    url: withoutQuery(delivery.url),
    status: delivery.status,
    attempts: delivery.attempts,
    next_at: delivery.nextAt === null ? null : new Date(delivery.nextAt).toISOString(),
    created_at: new Date(delivery.createdAt).toISOString(),
  };
}

function withoutWebhookQuery(job: Job): Job {
  const webhook = job.request['webhook'] as { url: string } | undefined;
  return webhook ? { ...job, request: { ...job.request, webhook: { ...webhook, url: withoutQuery(webhook.url) } } } : job;
}

/** A webhook's query often carries its receiver's secret, which is not needed to recognise it. */
function withoutQuery(url: string): string {
  const cut = url.search(/[?#]/);
  return cut < 0 ? url : `${url.slice(0, cut)}?…`;
}

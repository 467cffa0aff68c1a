import type { SettingsKeys } from '@darkroom/api/http/access/settings-keys';
import { formatCost, type Job } from '@darkroom/contracts';
import { presentOutlook } from '@darkroom/api/jobs/show/present-with-outlook';
import { presentBudget, presentJob, type DeliveryRecord, type JobRecord, type Store } from '@darkroom/queue';

import { keyNames } from '../usage/key-names.ts';
import { jobCard, type JobCard } from './job-card.ts';
import { withoutQuery, withoutWebhookQuery } from './without-query.ts';

/** One job with all that belongs to it. */
export type JobDetail = {
  job: Job;
  card: JobCard;
  downloads: FileCard[];
  parent: JobCard | null;
  /** The job that it is made from. */
  source: JobCard | null;
  deliveries: DeliveryView[];
  /** What each of its paid calls costs; null where no price was set. */
  price: { amount: string; currency: string } | null;
  /** The name of the API key that submitted it, by its id. */
  key_names: Record<string, string>;
  /** When Darkroom looks at it next: a poll, a look-up or a try. */
  next_at: string | null;
  /** The budgets that it may be waiting for. */
  budgets: { id: string; until: string | null }[];
};

/** A download, and whether its file is archived. */
export type FileCard = JobCard & { archive: NonNullable<Job['archive']>['state'] | null };

export type DeliveryView = {
  id: string;
  event_type: string;
  url: string;
  status: DeliveryRecord['status'];
  attempts: number;
  next_at: string | null;
  created_at: string;
};

type Deps = {
  store: Pick<Store, 'jobs' | 'deliveries' | 'outlooks' | 'budgets' | 'apiKeys'>;
  /** API keys of the settings. */
  settings: SettingsKeys;
  /** The currency of the prices that are set. */
  currency: string | undefined;
};

/** Null where there is no such job. */
export async function readJobDetail({ store, settings, currency }: Deps, id: string): Promise<JobDetail | null> {
  const record = await store.jobs.get(id);
  if (!record) return null;
  const [timeline, outlook, nextAt, downloads, parents, sources, deliveries, budgets, names] = await Promise.all([
    store.jobs.timeline(record),
    store.outlooks.of(record),
    store.jobs.nextPassAt(record.id),
    store.jobs.getMany(record.downloads),
    store.jobs.getMany(record.parentId ? [record.parentId] : []),
    store.jobs.getMany(record.sourceJob && record.type === 'generation' ? [record.sourceJob] : []),
    store.deliveries.ofJob(id),
    budgetsInTheWay(store, record),
    keyNames({ store, settings }, record.submittedBy === null ? [] : [record.submittedBy]),
  ]);
  return {
    job: { ...withoutWebhookQuery(presentJob(record, timeline)), queue: presentOutlook(outlook) },
    card: jobCard(record),
    downloads: downloads.map(fileCard),
    parent: parents.map(jobCard)[0] ?? null,
    source: sources.map(jobCard)[0] ?? null,
    deliveries: deliveries.map(viewDelivery),
    price: record.price === null || currency === undefined ? null : { amount: formatCost(record.price), currency },
    key_names: names,
    next_at: instant(nextAt),
    budgets,
  };
}

export function fileCard(record: JobRecord): FileCard {
  return { ...jobCard(record), archive: record.archive?.state ?? null };
}

/** Those for which jobs wait, of the job's project and product. */
async function budgetsInTheWay(store: Pick<Store, 'budgets'>, record: JobRecord): Promise<JobDetail['budgets']> {
  if (record.reason !== 'budget') return [];
  const { project_code: projectCode, product_id: productId } = record.spec.request;
  const all = (await store.budgets.list(record.tenant)).filter(
    (budget) =>
      budget.waitingJobs > 0 &&
      (budget.projectCode === null || budget.projectCode === (projectCode ?? record.project)) &&
      (budget.productId === null || budget.productId === productId),
  );
  return all.map(presentBudget).map(({ id, period_end: until }) => ({ id, until }));
}

function viewDelivery(delivery: DeliveryRecord): DeliveryView {
  return {
    id: delivery.id,
    event_type: delivery.eventType,
    url: withoutQuery(delivery.url),
    status: delivery.status,
    attempts: delivery.attempts,
    next_at: instant(delivery.nextAt),
    created_at: new Date(delivery.createdAt).toISOString(),
  };
}

function instant(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}

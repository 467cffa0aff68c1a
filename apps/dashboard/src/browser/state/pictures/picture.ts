import type { Job } from '@darkroom/contracts';

import type { FileCard, JobDetail } from '../../../jobs/job-detail.ts';

/** One picture of a job, with what is needed to make something of it. */
export type Picture = {
  jobId: string;
  index: number;
  tenant: string;
  isBlocked: boolean;
  /** As a submission names it as its source. */
  source: { job_id: string } | { generation_request_id: string };
  /** Getty's id of its generation, under which it has sizes. */
  gettyId: string | null;
  projectCode: string | null;
  productId: number | null;
  prompt: string | null;
  /** Until when Getty has it. */
  keptUntil: string | null;
  /** Of its preview, or of the file of a download. */
  archive: Job['archive'];
  /** Its downloads. */
  files: FileCard[];
};

/** The pictures of a job, in Getty's order. A download has the one that it took. */
export function picturesOf({ job, card, downloads, parent }: JobDetail): Picture[] {
  const { project_code: project, product_id: product, prompt } = job.request;
  const common = {
    jobId: job.id,
    tenant: job.tenant,
    gettyId: job.getty.generation_request_id,
    projectCode: typeof project === 'string' ? project : null,
    productId: typeof product === 'number' ? product : null,
    prompt: typeof prompt === 'string' ? prompt : (parent?.prompt ?? null),
    keptUntil: job.images_expire_at,
    archive: job.archive,
    source: sourceOf(job),
  };
  const own = job.type === 'download' ? [{ ...card, archive: job.archive?.state ?? null }] : downloads;
  return card.images.map(({ index, is_blocked: isBlocked }) => ({
    ...common,
    index,
    isBlocked,
    files: own.filter(({ download }) => download?.index === index),
  }));
}

/** A download is made from where its picture came from. */
function sourceOf({ type, id, parent_id: parentId, getty }: Job): Picture['source'] {
  if (type === 'generation') return { job_id: id };
  if (parentId !== null) return { job_id: parentId };
  return { generation_request_id: getty.generation_request_id ?? '' };
}

/** `<job>.<index>`, as `open` of the address names a picture. */
export function readOpen(query: URLSearchParams): { jobId: string; index: number } | null {
  const [, jobId, index] = /^(job_[0-9a-f]+)\.(\d)$/.exec(query.get('open') ?? '') ?? [];
  return jobId === undefined || index === undefined ? null : { jobId, index: Number(index) };
}

export function openName({ jobId, index }: { jobId: string; index: number }): string {
  return `${jobId}.${index}`;
}

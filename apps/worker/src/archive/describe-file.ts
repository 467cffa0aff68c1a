import type { StoredFile } from '@darkroom/archive';
import { operationOfRequest, promptOf, type DownloadResult } from '@darkroom/contracts';
import type { JobRecord, Store } from '@darkroom/queue';

/** The generation of a download, if its job is kept. */
export async function generationOf(jobs: Pick<Store['jobs'], 'get' | 'findByGettyId'>, record: JobRecord): Promise<JobRecord | null> {
  const parent = record.parentId === null ? null : await jobs.get(record.parentId);
  return parent ?? (record.gettyId === null ? null : jobs.findByGettyId(record.gettyId));
}

/** What is stored beside a file, as JSON: what it shows, where it comes from, and how to check it. */
export function describeFile(
  record: JobRecord,
  file: { generation: JobRecord | null; index: number | null; contentType: string; stored: StoredFile; at: number },
): object {
  const request = record.spec.request as { project_code?: string; product_id?: number; notes?: string; size_name?: string };
  const generated = file.generation?.spec.request;
  return {
    job_id: record.id,
    tenant: record.tenant,
    type: record.type,
    operation: generated === undefined ? null : operationOfRequest(generated),
    prompt: (generated === undefined ? undefined : promptOf(generated)) ?? null,
    generation_job_id: file.generation?.id ?? null,
    generation_request_id: record.gettyId,
    index: file.index,
    generated_asset_id: record.type === 'download' ? ((record.result as DownloadResult | null)?.generated_asset_id ?? null) : null,
    size_name: request.size_name ?? null,
    project_code: request.project_code ?? record.project ?? generated?.project_code ?? null,
    product_id: request.product_id ?? generated?.product_id ?? null,
    notes: request.notes ?? null,
    batch_id: record.batchId,
    created_at: new Date(record.createdAt).toISOString(),
    archived_at: new Date(file.at).toISOString(),
    file: file.stored.key,
    content_type: file.contentType,
    bytes: file.stored.bytes,
    sha256: file.stored.sha256,
  };
}

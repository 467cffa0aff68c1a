import type { GenerationRequest } from '@darkroom/contracts';
import type { Generation } from '@darkroom/getty';
import { deadlineUnsent, derivedJobId, type JobRecord, type NewJob } from '@darkroom/queue';

/**
 * Creates the downloads that a generation's caller requested, one for each chosen image, with ids derived from the generation. They are
 * stored in the same step as its end, so storing them twice has no effect. A blocked image gets a download too, which fails with that
 * reason.
 */
export function chainedDownloads(record: JobRecord, generation: Generation, now: number): NewJob[] {
  const request = record.spec.request as GenerationRequest;
  if (!request.download) return [];
  const { size_name, images, notes, project_code } = request.download;
  const indexes = images === 'all' ? generation.images.map((image) => image.index) : images;

  return indexes.map((index) => ({
    id: derivedJobId(record.id, index, size_name),
    type: 'download',
    tenant: record.tenant,
    request: {
      generation_request_id: generation.generation_request_id,
      index,
      size_name,
      notes,
      project_code,
      product_id: request.product_id,
      webhook: request.webhook,
      metadata: request.metadata,
      priority: request.priority,
      on_unknown: request.on_unknown,
    },
    createdAt: now,
    deadlineAt: deadlineUnsent(undefined, now),
    ...(request.priority === undefined ? {} : { priority: request.priority }),
    parentId: record.id,
    project: project_code === undefined ? request.project_code : undefined,
    ...(record.chainPrice !== null && { price: record.chainPrice }),
    ...(record.submittedBy !== null && { submittedBy: record.submittedBy }),
  }));
}

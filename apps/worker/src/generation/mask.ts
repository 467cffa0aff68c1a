import type { GenerationRequest } from '@darkroom/contracts';
import type { JobRecord } from '@darkroom/queue';

import type { Deps } from '../pass/deps.ts';
import type { Outcome } from '../pass/outcome.ts';

/** The URL of a job's mask, or the end of the job if its upload has expired at Getty: nothing is sent then. */
export async function findMask(
  { store }: Pick<Deps, 'store'>,
  { spec, tenant }: Pick<JobRecord, 'spec' | 'tenant'>,
): Promise<{ url: string | undefined } | { end: Outcome }> {
  const { mask_url, mask } = spec.request as Masked;
  if (mask === undefined) return { url: mask_url };
  const upload = await store.uploads.get(mask.upload_id);
  if (upload?.tenant === tenant) return { url: upload.url };
  const error = { code: 'upload_expired', message: `Getty no longer has the upload ${mask.upload_id}`, getty: null } as const;
  return { end: { kind: 'failed', error, story: { event: 'failed', code: error.code } } };
}

type Masked = Partial<Pick<Extract<GenerationRequest, { operation: 'object_removal' }>, 'mask_url' | 'mask'>>;

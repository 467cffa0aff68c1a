import type { DownloadAnswer } from '@darkroom/getty';

import { acceptance } from '../paid-call/acceptance.ts';
import type { Deps, Pass } from '../pass/deps.ts';
import { downloadBilling } from '../paid-call/download-billing.ts';
import { URL_LIFE_MS } from '../pass/url-life.ts';
import type { Image } from './image.ts';
import { remembered } from './last-download.ts';
import type { Outcome } from '../pass/outcome.ts';

/** The outcome when the file is ready. Its size is remembered, since Getty's GET does not return it. */
export function finishDownload(
  deps: Deps,
  pass: Pass,
  image: Image,
  answer: Extract<DownloadAnswer, { state: 'done' }>,
): Extract<Outcome, { kind: 'succeeded' }> {
  const now = deps.clock.now();
  return {
    kind: 'succeeded',
    result: {
      url: answer.url,
      generated_asset_id: answer.generatedAssetId,
      size_name: image.sizeName,
      url_expires_at: new Date(now + URL_LIFE_MS).toISOString(),
    },
    billing: downloadBilling(image.sizeName, 'getty_accepted'),
    remember: remembered(image, { size_name: image.sizeName, generated_asset_id: answer.generatedAssetId, job: pass.record.id }),
    set: { last_status: 200, ...(pass.record.acceptedAt === null ? acceptance(pass, now) : {}) },
    story: { event: 'succeeded' },
  };
}

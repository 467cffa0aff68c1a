import { acceptance } from '../paid-call/acceptance.ts';
import { downloadBilling } from '../paid-call/download-billing.ts';
import type { Deps, Pass } from '../pass/deps.ts';
import type { Outcome } from '../pass/outcome.ts';
import { URL_LIFE_MS } from '../pass/url-life.ts';
import type { Asset } from './asset.ts';

/** The outcome when Getty has answered with the file. It costs what a download of this size costs. */
export function finishRedownload(
  deps: Pick<Deps, 'clock'>,
  pass: Pass,
  asset: Asset,
  file: { url: string; generatedAssetId: string | null },
): Extract<Outcome, { kind: 'succeeded' }> {
  const now = deps.clock.now();
  return {
    kind: 'succeeded',
    result: {
      url: file.url,
      generated_asset_id: file.generatedAssetId ?? asset.id,
      size_name: asset.sizeName,
      url_expires_at: new Date(now + URL_LIFE_MS).toISOString(),
    },
    billing: downloadBilling(asset.sizeName, 'getty_accepted'),
    set: { last_status: 200, ...acceptance(pass, now) },
    story: { event: 'succeeded' },
  };
}

import type { Job } from '@darkroom/contracts';
import { html, nothing, type TemplateResult } from 'lit-html';

import type { JobDetail } from '../../../jobs/job-detail.ts';
import { absolute } from '../../words/time.ts';
import { pictureUrl } from '../frames.ts';

/** The pictures, and the full file of a download. */
export function pictures({ card, job }: JobDetail, now: number): TemplateResult | typeof nothing {
  if (card.images.length === 0) return nothing;
  return html`<section class="detail-pictures">
    <div class="pictures" data-count=${card.images.length}>
      ${card.images.map(
        ({ index, is_blocked: isBlocked }) =>
          html`<figure class="picture">
            ${isBlocked ? html`<span class="frame-blocked">Blocked by Getty</span>` : picture(card.id, index)}
            <figcaption class="frame-number">▸${index}</figcaption>
          </figure>`,
      )}
    </div>
    ${fileLink(job, now)}
  </section>`;
}

function picture(jobId: string, index: number): TemplateResult {
  const url = pictureUrl(jobId, index);
  return html`<a href=${url} target="_blank" rel="noreferrer"><img src=${url} alt="Image ${index}" decoding="async" /></a>`;
}

function fileLink({ result }: Job, now: number): TemplateResult | typeof nothing {
  if (result === null || !('size_name' in result)) return nothing;
  if (result.url === null || Date.parse(result.url_expires_at) <= now)
    return html`<p class="quiet-words">The link to the full file has expired. Download the image again to get a new one.</p>`;
  return html`<p>
    <a href=${result.url} target="_blank" rel="noreferrer">Open the ${result.size_name} file</a
    ><span class="quiet-words"> until ${absolute(result.url_expires_at)}</span>
  </p>`;
}

import { html, nothing, type TemplateResult } from 'lit-html';

import type { HeldDetail } from '../../state/held/held-types.ts';
import { operationWords } from '../../words/job/job.ts';
import { money } from '../../words/money/money.ts';
import { capitalized, spaced } from '../../words/text/text.ts';
import { absolute } from '../../words/text/time.ts';
import { copyButton } from '../pieces/copy-button.ts';
import { pictureUrl } from '../card/frames.ts';
import { shortened } from '../pieces/shortened.ts';

const LONGEST_PROMPT = 400;
const LONGEST_VALUE = 120;
/** Shown apart, or of no help here. */
const APART: ReadonlySet<string> = new Set(['prompt', 'webhook', 'job_id', 'generation_request_id', 'metadata']);

/** The request of a held job, as far as it helps to recognise what Getty made of it. */
export function whatWasSent({ job, card, currency }: HeldDetail): TemplateResult {
  const { request } = job;
  const prompt = typeof request['prompt'] === 'string' ? request['prompt'] : null;
  const mark = `darkroom:${job.id}.${job.run}.`; // what the worker puts into `notes`, but for the count of its passes
  return html`<section class="held-side" aria-labelledby="held-sent">
    <h3 id="held-sent">What was sent</h3>
    ${source(card, job)}${prompt === null ? nothing : promptOf(prompt)}
    <dl class="held-values">
      ${value('What', card.operation === null ? 'Download' : operationWords(card.operation))}${value('Sent', absolute(card.called_at))}
      ${value('At stake', card.cost === null ? 'no price set' : money(card.cost, currency))}${value('Tenant', job.tenant)}
      ${Object.entries(request).map(([name, given]) => (APART.has(name) ? nothing : value(capitalized(spaced(name)), textOf(given))))}
      ${job.type === 'generation' ? value('Its mark in the notes', copyButton({ text: mark, label: `${mark}…`, look: 'copy held-mark' })) : nothing}
    </dl>
    <details>
      <summary>The whole request</summary>
      <pre tabindex="0">${JSON.stringify(job.metadata === null ? request : { ...request, metadata: job.metadata }, null, 2)}</pre>
    </details>
  </section>`;
}

function promptOf(prompt: string): TemplateResult {
  if (prompt.length <= LONGEST_PROMPT) return html`<p class="held-prompt">${prompt}</p>`;
  return html`<p class="held-prompt">${shortened(prompt, LONGEST_PROMPT)}</p>
    <details>
      <summary>The whole prompt</summary>
      <p class="held-prompt">${prompt}</p>
    </details>`;
}

/** The picture that it downloads, or is made from, where that is one of ours. */
function source(card: HeldDetail['card'], { request, source: madeFrom }: HeldDetail['job']): TemplateResult | typeof nothing {
  const id = card.type === 'download' ? request['job_id'] : madeFrom?.job_id;
  const index = card.type === 'download' ? card.download?.index : madeFrom?.index;
  if (typeof id !== 'string' || typeof index !== 'number') return nothing;
  const words = card.type === 'download' ? `Image ${index}, which it downloads` : `Image ${index}, which it is made from`;
  return html`<figure class="held-source">
    <img src=${pictureUrl(id, index)} alt=${words} decoding="async" />
    <figcaption><a href="/jobs/${id}">${words}</a></figcaption>
  </figure>`;
}

function value(name: string, given: TemplateResult | string): TemplateResult {
  return html`<div>
    <dt>${name}</dt>
    <dd>${given}</dd>
  </div>`;
}

function textOf(given: unknown): string {
  return shortened(typeof given === 'string' ? given : JSON.stringify(given), LONGEST_VALUE);
}

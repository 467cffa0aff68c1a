import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';

import { follow, readQuery, withQuery } from '../../state/address.ts';
import { heldHere } from '../../state/held/held-address.ts';
import type { HeldCard, HeldPage } from '../../state/held/held-types.ts';
import type { Selection } from '../../state/jobs/selection.ts';
import { stakeWords } from '../../words/actions/held.ts';
import { operationWords, subject } from '../../words/job/job.ts';
import { counted } from '../../words/text/text.ts';
import { elapsed } from '../pieces/time.ts';

export type HeldListOptions = {
  now: number;
  openId: string | null;
  selection: Selection | undefined;
  actOnMany: (way: 'retry' | 'fail') => void;
};

/** Held jobs, oldest first: what was sent, for how long it has been held, what is at stake. */
export function heldList(page: HeldPage, options: HeldListOptions): TemplateResult {
  const { data, next_cursor: next, currency } = page;
  return html`${options.selection && data.length > 0 ? bar(data, options.selection, options.actOnMany) : nothing}
    <ol class="held-list">
      ${repeat(
        data,
        ({ id }) => id,
        (job) => entry(job, currency, options),
      )}
    </ol>
    ${data.length === 0 ? html`<p class="quiet-words">There are none here.</p>` : nothing}${pages(next)}`;
}

function entry(job: HeldCard, currency: string | null, { now, openId, selection }: HeldListOptions): TemplateResult {
  const isOpen = job.id === openId;
  return html`<li class="held-entry" data-status="held" data-open=${String(isOpen)}>
    ${selection ? tick(job, selection) : nothing}
    <a class="held-link" href=${heldHere(job.id)} @click=${follow} data-job=${job.id} aria-current=${isOpen ? 'true' : nothing}>
      <span class="held-subject cut">${subject(job)}</span>
      <span class="held-facts"
        ><span class="held-age">held for ${elapsed(job.since, now)}</span><span>${stakeWords(job.cost, currency)}</span
        ><span class="held-tenant">${job.tenant}</span></span
      >
      <span class="edge"
        ><span>${job.operation === null ? 'Download' : operationWords(job.operation)}</span><span>${job.id.slice(-6)}</span></span
      >
    </a>
  </li>`;
}

function tick(job: HeldCard, { ids, toggle }: Selection): TemplateResult {
  return html`<span class="is-tick"
    ><input
      type="checkbox"
      aria-label="Choose ${job.id.slice(-6)}: ${subject(job).slice(0, 60)}"
      .checked=${ids.has(job.id)}
      @change=${() => toggle(job.id)}
  /></span>`;
}

function bar(cards: readonly HeldCard[], { ids, toggleAll, clear }: Selection, act: HeldListOptions['actOnMany']): TemplateResult {
  const shown = cards.map(({ id }) => id);
  const isNone = ids.size === 0;
  const all = html`<button type="button" class="button is-small" @click=${() => toggleAll(shown)}>Choose all ${shown.length}</button>`;
  if (isNone) return html`<div class="held-bar">${shown.length > 1 ? all : nothing}</div>`;
  return html`<div class="held-bar is-chosen">
    <p class="list-words" role="status">${counted(ids.size, 'job')} chosen</p>
    <button type="button" class="button is-small" @click=${() => act('retry')}>Send again…</button>
    <button type="button" class="button is-small" @click=${() => act('fail')}>Give up…</button>
    <button type="button" class="button is-small" @click=${clear}>Choose none</button>
  </div>`;
}

function pages(next: string | null): TemplateResult | typeof nothing {
  const isFirst = !readQuery().has('cursor');
  if (isFirst && next === null) return nothing;
  return html`<nav class="pager" aria-label="Pages of the list">
    ${isFirst ? nothing : html`<a class="button is-small" href=${withQuery({ cursor: null, job: null })} @click=${follow}>Oldest</a>`}
    ${next === null ? nothing : html`<a class="button is-small" rel="next" href=${withQuery({ cursor: next, job: null })} @click=${follow}>Newer</a>`}
  </nav>`;
}

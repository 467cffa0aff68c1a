import { html, nothing, type TemplateResult } from 'lit-html';

import { problemWords } from '../../state/call.ts';
import { follow, withQuery } from '../../state/address.ts';
import type { Loaded } from '../../state/resource.ts';

/** The head of a page: its name, a line about what it shows, and actions. */
export function pageHead(title: string, about?: TemplateResult | string, actions?: TemplateResult): TemplateResult {
  return html`<header class="page-head">
    <h1>${title}</h1>
    ${about === undefined ? nothing : html`<p class="page-about">${about}</p>`}${actions === undefined ? nothing : html`<p class="page-actions">${actions}</p>`}
  </header>`;
}

/** Draws what was read, or that it is being read, or why it could not be. */
export function loaded<Data>(
  { data, problem, isLoading }: Loaded<Data>,
  draw: (data: Data) => TemplateResult | typeof nothing,
): TemplateResult {
  const trouble = problem && html`<p class="trouble" role="alert">${problemWords(problem)}</p>`;
  const waiting = data === null && isLoading && html`<p class="reading" role="status">Loading…</p>`;
  return html`${trouble || nothing}${waiting || nothing}${data === null ? nothing : draw(data)}`;
}

/** The way to older entries of a list, and back to the newest. */
export function pager({ nextCursor, isFirst }: { nextCursor: string | null; isFirst: boolean }): TemplateResult | typeof nothing {
  if (isFirst && nextCursor === null) return nothing;
  const newest = html`<a class="button" href=${withQuery({ cursor: null })} @click=${follow}>Newest</a>`;
  const older = html`<a class="button" rel="next" href=${withQuery({ cursor: nextCursor })} @click=${follow}>Older</a>`;
  return html`<nav class="pager" aria-label="Pages of the list">
    ${isFirst ? nothing : newest}${nextCursor === null ? nothing : older}
  </nav>`;
}

/** A choice of one among a few, kept in the address under `name`. An empty value is none. */
export function selectField(
  { name, label, value }: { name: string; label: string; value: string },
  options: readonly (readonly [value: string, words: string])[],
  choose: (value: string) => void,
): TemplateResult {
  const pick = (event: Event): void => choose((event.currentTarget as HTMLSelectElement).value);
  return html`<label class="field"
    ><span class="field-name">${label}</span>
    <select name=${name} .value=${value} @change=${pick}>
      ${options.map(([each, words]) => html`<option value=${each} ?selected=${each === value}>${words}</option>`)}
    </select></label
  >`;
}

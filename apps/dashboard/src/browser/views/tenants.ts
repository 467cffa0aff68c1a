import { html, nothing, type TemplateResult } from 'lit-html';

import type { Filter, JobsState } from '../state/jobs-state.ts';

/** Chips to look at one tenant alone, where there are several. */
export function tenants({ counts, filter }: JobsState, choose: (part: Partial<Filter>) => void): TemplateResult | typeof nothing {
  const names = Object.keys(counts);
  if (names.length < 2) return nothing;
  const chip = (label: string, tenant: string | null) =>
    html`<button class="chip" type="button" aria-pressed=${String(filter.tenant === tenant)} @click=${() => choose({ tenant })}>
      ${label}
    </button>`;
  return html`<div class="tenants" id="tenants" role="group" aria-label="Tenants">
    ${chip('All tenants', null)}${names.map((name) => chip(name, name))}
  </div>`;
}

import { html, type TemplateResult } from 'lit-html';

import { goTo, readQuery, withQuery } from '../../state/address.ts';
import { toggled, valuesOf } from '../../state/jobs/job-filters.ts';
import { DELIVERY_STATES, deliveryState } from '../../words/system/webhooks.ts';
import { glyph } from '../card/glyph.ts';

/** The filters of a list of deliveries: state, and the job that the event is about. The endpoint is chosen by opening it. */
export function deliveryFilters(): TemplateResult {
  const query = readQuery();
  const chosen = valuesOf(query, 'status');
  return html`<div class="hooks-filters">
    <div class="chips" role="group" aria-label="State">
      ${DELIVERY_STATES.map((status) => {
        const { words, look } = deliveryState(status);
        const choose = (): void => goTo(withQuery({ status: toggled(query, 'status', status) }));
        return html`<button type="button" class="chip" data-status=${look} aria-pressed=${String(chosen.includes(status))} @click=${choose}>
          ${glyph(look)}${words}
        </button>`;
      })}
    </div>
    <form class="search" @submit=${ofJob}>
      <label class="unseen" for="job-id">Job</label>
      <input
        id="job-id"
        name="job_id"
        maxlength="64"
        autocomplete="off"
        spellcheck="false"
        placeholder="Of a job: its id"
        .value=${query.get('job_id') ?? ''}
      />
      <button class="button">Show</button>
    </form>
  </div>`;
}

function ofJob(event: SubmitEvent): void {
  event.preventDefault();
  const given = new FormData(event.currentTarget as HTMLFormElement).get('job_id');
  goTo(withQuery({ job_id: typeof given === 'string' ? given.trim() : null }));
}

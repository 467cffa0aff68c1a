import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';

import { follow, readQuery, withQuery } from '../../state/address.ts';
import type { Selection } from '../../state/jobs/selection.ts';
import type { DeliveryCard, DeliveryPage } from '../../state/webhooks/webhook-types.ts';
import { isUnfiltered } from '../../state/webhooks/webhook-filters.ts';
import { counted } from '../../words/text/text.ts';
import { callTime } from '../../words/text/time.ts';
import { deliveryState, tryWords } from '../../words/system/webhooks.ts';
import { pager } from '../pieces/parts.ts';
import { stateWord } from '../card/state-word.ts';
import { ago } from '../pieces/time.ts';

export type DeliveryListOptions = { now: number; selection: Selection | undefined; sendChosen: () => void };

/** Deliveries, newest first, with what their latest try came to. */
export function deliveryList({ data, next_cursor: next }: DeliveryPage, options: DeliveryListOptions): TemplateResult {
  const query = readQuery();
  const isFirst = !query.has('cursor');
  const atEnd = isUnfiltered(query) ? 'No webhook has been sent.' : 'No delivery matches.';
  const none = next === null ? atEnd : 'None found so far. Look further with “Older”.';
  return html`${options.selection ? bar(options.selection, options.sendChosen) : nothing}
  ${data.length === 0 ? html`<p class="nothing-here">${none}</p>` : table(data, options)}${pager({ nextCursor: next, isFirst })}`;
}

function bar({ ids, clear }: Selection, sendChosen: () => void): TemplateResult | typeof nothing {
  if (ids.size === 0) return nothing;
  return html`<div class="list-bar is-chosen">
    <p class="list-words" role="status">${counted(ids.size, 'delivery', 'deliveries')} chosen</p>
    <button type="button" class="button is-small" @click=${sendChosen}>Send again…</button>
    <button type="button" class="button is-small" @click=${clear}>Choose none</button>
  </div>`;
}

function table(data: readonly DeliveryCard[], { now, selection }: DeliveryListOptions): TemplateResult {
  const ids = data.map(({ id }) => id);
  const all =
    selection &&
    html`<input
      type="checkbox"
      aria-label="Choose all on this page"
      .checked=${ids.every((id) => selection.ids.has(id))}
      @change=${() => selection.toggleAll(ids)}
    />`;
  return html`<div class="table-frame">
    <table class="table hooks-deliveries">
      <thead>
        <tr>
          ${all ? html`<th class="is-tick">${all}</th>` : nothing}
          <th>Event</th>
          <th>State</th>
          <th>Latest try</th>
          <th>To</th>
          <th>Created</th>
        </tr>
      </thead>
      <tbody>
        ${repeat(
          data,
          ({ id }) => id,
          (each) => row(each, now, selection),
        )}
      </tbody>
    </table>
  </div>`;
}

function row(each: DeliveryCard, now: number, selection: Selection | undefined): TemplateResult {
  const { id, event_type: type, status, url, tenant, next_attempt_at: nextAt } = each;
  const { words, look } = deliveryState(status);
  const about = each.job_id ?? each.batch_id;
  return html`<tr data-delivery=${id} data-status=${look}>
    ${
      selection
        ? html`<td class="is-tick">
            <input
              type="checkbox"
              aria-label="Choose ${type}${about === null ? '' : ` of …${about.slice(-6)}`}, to ${url}"
              .checked=${selection.ids.has(id)}
              @change=${() => selection.toggle(id)}
            />
          </td>`
        : nothing
    }
    <td>
      <a href=${withQuery({ delivery: id })} @click=${follow}>${type}</a>
      <span class="edge"><span>${about === null ? each.event_id : `…${about.slice(-6)}`}</span><span>${tenant}</span></span>
    </td>
    <td>${stateWord(look, words)} ${nextAt === null ? nothing : html`<span class="hooks-more">next try ${ago(nextAt, now)}</span>`}</td>
    <td data-label="Latest try">${latestTry(each)}</td>
    <td data-label="To" class="hooks-url">${url}</td>
    <td data-label="Created" class="hooks-when">${ago(each.created_at, now)}</td>
  </tr>`;
}

function latestTry({ last_try: last, attempt_count: count }: DeliveryCard): TemplateResult {
  if (last === null) return html`<span class="quiet-words">${count === 0 ? 'not tried yet' : counted(count, 'try', 'tries')}</span>`;
  return html`${tryWords(last.status)} <span class="quiet-words">in ${callTime(last.duration_ms)}, try ${count.toLocaleString()}</span>`;
}

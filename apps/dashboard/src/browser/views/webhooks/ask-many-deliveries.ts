import { html, nothing } from 'lit-html';

import { createActionKey } from '../../state/action-key.ts';
import { call, problemWords } from '../../state/call.ts';
import type { DeliveryCard } from '../../state/webhooks/webhook-types.ts';
import { counted } from '../../words/text/text.ts';
import { ask, noteField, noteOf } from '../form/ask.ts';

/** Asks before several deliveries are sent again, and does it one by one, in sight. What could not be sent stays listed with its reason. */
export function askManyDeliveries(deliveries: readonly DeliveryCard[], done: (words: string) => void): void {
  const keys = new Map(deliveries.map(({ id }) => [id, createActionKey()]));
  const outcomes = new Map<string, string | null>();
  const left = (): DeliveryCard[] => deliveries.filter(({ id }) => outcomes.get(id) !== null);

  const asked = ask({
    title: `Send ${counted(deliveries.length, 'webhook')} again?`,
    body: () =>
      html`<p>Each goes out under the same webhook-id, with a fresh round of tries; a receiver that has it can tell.</p>
        ${outcomes.size === 0 ? nothing : html`<p role="status"><progress class="progress" max=${deliveries.length} value=${outcomes.size} aria-label="Webhooks"></progress></p>`}
        ${outcomes.size === 0 ? nothing : listed(deliveries, outcomes)}${noteField()}`,
    confirm: () => `Send ${counted(left().length, 'webhook')} again`,
    act: async (form) => {
      const todo = left();
      for (const { id } of todo) outcomes.delete(id);
      for (const { id, tenant } of todo) {
        const options = { method: 'POST', tenant, note: noteOf(form), idempotencyKey: keys.get(id)!(id) } as const;
        const { problem } = await call(`/v1/deliveries/${id}/redeliver`, options);
        outcomes.set(id, problem ? problemWords(problem) : null);
        asked.redraw();
      }
      const undone = left().length;
      done(`${counted(deliveries.length - undone, 'webhook')} sent again${undone === 0 ? '.' : `, ${undone} not.`}`);
      return undone === 0 ? null : `${counted(undone, 'webhook')} could not be sent again. The list says why.`;
    },
  });
}

function listed(deliveries: readonly DeliveryCard[], outcomes: ReadonlyMap<string, string | null>) {
  return html`<ul class="lines" tabindex="0" aria-label="Chosen webhooks">
    ${deliveries.map(({ id, event_type: type }) => {
      const outcome = outcomes.get(id);
      return html`<li data-status=${outcome === null ? 'succeeded' : outcome === undefined ? 'queued' : 'failed'}>
        <span>${type}</span>${outcome === undefined ? nothing : html`<span class="state-word">${outcome ?? 'sent again'}</span>`}
      </li>`;
    })}
  </ul>`;
}

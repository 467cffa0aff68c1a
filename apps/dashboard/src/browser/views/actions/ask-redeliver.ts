import { html } from 'lit-html';

import { createActionKey } from '../../state/action-key.ts';
import { call, problemWords } from '../../state/call.ts';
import { ask, noteField, noteOf } from '../form/ask.ts';

/** Asks before a webhook is sent again. */
export function askRedeliver({ id, url, tenant }: { id: string; url: string; tenant: string }, onDone: (words: string) => void): void {
  const keyOf = createActionKey();
  ask({
    title: 'Send the webhook again?',
    body: () =>
      html`<p>
          The same event goes to <code>${url}</code> under the same <code>webhook-id</code>, so a receiver that has it already can tell.
        </p>
        ${noteField()}`,
    confirm: 'Send again',
    act: async (form) => {
      const options = { method: 'POST', tenant, note: noteOf(form), idempotencyKey: keyOf(null) } as const;
      const { problem } = await call(`/v1/deliveries/${id}/redeliver`, options);
      if (problem) return problemWords(problem);
      onDone('The webhook is sent again.');
      return null;
    },
  });
}

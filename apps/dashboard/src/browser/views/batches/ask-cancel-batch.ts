import type { SubmittedBatch } from '@darkroom/contracts';
import { html } from 'lit-html';

import { createActionKey } from '../../state/action-key.ts';
import { call, problemWords } from '../../state/call.ts';
import { counted } from '../../words/text/text.ts';
import { ask, noteField, noteOf } from '../form/ask.ts';

/** Asks before what has not ended of a batch is canceled. `done` gets what it came to, in words. */
export function askCancelBatch(batch: SubmittedBatch, done: (words: string) => void): void {
  const key = createActionKey();
  const { queued, submitting, waiting, held } = batch.counts;
  const atGetty = submitting + waiting;
  ask({
    title: 'Cancel the rest of this batch?',
    body: () =>
      html`<p>
          ${counted(queued, 'job')} that ${queued === 1 ? 'waits' : 'wait'} would end at once, and cost nothing.
          ${atGetty > 0 ? `${counted(atGetty, 'job')} at Getty would end there; what Getty has accepted stays paid.` : ''}
          ${held > 0 ? `${counted(held, 'held job')} would end too; whether Getty was paid for ${held === 1 ? 'it' : 'them'} stays unknown.` : ''}
        </p>
        ${noteField()}`,
    confirm: 'Cancel the rest',
    isFinal: true,
    act: async (form) => {
      const options = { method: 'POST', tenant: batch.tenant, note: noteOf(form), idempotencyKey: key(batch.id) } as const;
      const { problem } = await call(`/v1/batches/${batch.id}/cancel`, options);
      if (problem) return problemWords(problem);
      done('The rest of the batch is canceled.');
      return null;
    },
  });
}

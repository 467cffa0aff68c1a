import type { Job, JobStatus } from '@darkroom/contracts';
import { html } from 'lit-html';

import { createActionKey } from '../../state/action-key.ts';
import { call, problemWords } from '../../state/call.ts';
import { ask, noteField, noteOf } from '../form/ask.ts';

const MEANS: Partial<Record<JobStatus, string>> = {
  queued: 'It has not been sent in this run, so nothing is paid for it.',
  submitting: 'Its paid call is on the way. It ends when the outcome is known; what Getty accepts stays paid.',
  waiting: 'Getty has accepted it and cannot cancel: it stays paid.',
  held: 'It ends, and it stays unknown whether Getty was paid.',
};

/** Asks before a job is canceled. `onDone` gets what was done, in words. */
export function askCancel({ id, tenant, status, type, downloads }: Job, onDone: (words: string) => void): void {
  const keyOf = createActionKey();
  ask({
    title: `Cancel this ${type}?`,
    body: () =>
      html`<p>${MEANS[status] ?? ''}${downloads.length > 0 ? ' Its downloads are jobs of their own: they go on.' : ''}</p>
        ${noteField()}`,
    confirm: `Cancel the ${type}`,
    isFinal: true,
    act: async (form) => {
      const done = await call<Job>(`/v1/jobs/${id}/cancel`, { method: 'POST', tenant, note: noteOf(form), idempotencyKey: keyOf(null) });
      if (done.problem) return problemWords(done.problem);
      onDone(done.data.status === 'canceled' ? 'It is canceled.' : 'It ends as soon as Getty’s answer is known.');
      return null;
    },
  });
}

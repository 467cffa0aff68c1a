import type { Job } from '@darkroom/contracts';
import { html, nothing } from 'lit-html';

import { call, problemWords } from '../../state/call.ts';
import { ask, noteField, noteOf } from '../form/ask.ts';

/** Asks before an ended job is removed with all that is kept of it. */
export function askDelete({ id, tenant, type, archive }: Job, onDone: () => void): void {
  ask({
    title: `Delete this ${type}?`,
    body: () =>
      html`<p>
          Its request, result, timeline and webhooks are removed, and cannot be brought back. What was paid stays in the usage. At Getty
          nothing changes.
        </p>
        ${
          archive === null
            ? nothing
            : html`<label class="tick"><input type="checkbox" name="keep" checked /> Keep its files in the archive</label>`
        }
        ${noteField()}`,
    confirm: `Delete the ${type}`,
    isFinal: true,
    act: async (form) => {
      const query = form.has('keep') ? '?keep_archive=true' : '';
      const { problem } = await call(`/v1/jobs/${id}${query}`, { method: 'DELETE', tenant, note: noteOf(form) });
      if (problem) return problemWords(problem);
      onDone();
      return null;
    },
  });
}

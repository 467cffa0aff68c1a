import { html } from 'lit-html';

import { call, problemWords } from '../../state/call.ts';
import { ask, noteField, noteOf } from '../form/ask.ts';

/** Asks whether a pause, or a little more of a limit, is to be tried at once. `onDone` gets what follows, in words. */
export function askTry(name: string, what: string, onDone: (words: string) => void): void {
  ask({
    title: `Try ${what} now?`,
    body: () =>
      html`<p>One call tries it within a few seconds. If Getty refuses, all is as before, and nothing is paid.</p>
        ${noteField()}`,
    confirm: 'Try now',
    act: async (form) => {
      const { problem } = await call(`/data/limits/${encodeURIComponent(name)}/try`, { method: 'POST', note: noteOf(form) });
      if (problem) return problemWords(problem);
      onDone(`${what}: tried within a few seconds.`);
      return null;
    },
  });
}

import type { Job } from '@darkroom/contracts';
import { html } from 'lit-html';

import { createActionKey } from '../../state/action-key.ts';
import { createQuotes, isTaken } from '../../state/actions/quote.ts';
import { call, problemWords } from '../../state/call.ts';
import { ask } from '../form/ask.ts';
import { quoted } from './quoted.ts';

/** Asks before a file is paid for again. */
export function askRedownload({ tenant, result }: Job, onDone: (words: string, job: Job) => void): void {
  if (result === null || !('generated_asset_id' in result) || result.generated_asset_id === null) return;
  const body = { generated_asset_id: result.generated_asset_id, size_name: result.size_name };
  const keyOf = createActionKey();
  const quotes = createQuotes(() => asked.redraw());
  const asked = ask({
    title: `Download the ${result.size_name} file again?`,
    body: () =>
      html`<p>Getty returns it only after another paid call.</p>
        ${quoted(quotes.now)}`,
    confirm: 'Download again',
    isReady: () => isTaken(quotes.now),
    act: async () => {
      const done = await call<Job>('/v1/redownloads', { method: 'POST', body, tenant, idempotencyKey: keyOf(body) });
      if (done.problem) return problemWords(done.problem);
      onDone('The file is downloaded again.', done.data);
      return null;
    },
  });
  void quotes.ask('/v1/redownloads', { body, tenant });
}

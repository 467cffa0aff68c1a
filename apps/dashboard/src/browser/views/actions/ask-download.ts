import type { Job } from '@darkroom/contracts';
import { html, nothing, type TemplateResult } from 'lit-html';

import { createActionKey } from '../../state/action-key.ts';
import { createQuotes, isTaken } from '../../state/actions/quote.ts';
import { call, problemWords, type CallProblem } from '../../state/call.ts';
import type { Picture } from '../../state/pictures/picture.ts';
import { ask } from '../form/ask.ts';
import { quoted } from './quoted.ts';

/** A size that Getty has of a picture. */
type Size = { size_name: string; width: number | null; height: number | null };

/** Asks in which size a picture is to be downloaded, with what each costs. `onDone` gets what was begun, in words. */
export function askDownload(picture: Picture, onDone: (words: string, job: Job) => void): void {
  const { tenant, source, index, files } = picture;
  const keyOf = createActionKey();
  const quotes = createQuotes(() => asked.redraw());
  let sizes: Size[] | null = null;
  let problem: CallProblem | null = null;
  let chosen = '';
  const body = () => ({ ...source, index, size_name: chosen });

  const choose = (size: string): void => {
    chosen = size;
    if (size !== '') void quotes.ask('/v1/downloads', { body: body(), tenant });
    asked.redraw();
  };

  const asked = ask({
    title: `Download image ${index}`,
    body: () =>
      html`${problem ? html`<p class="trouble">${problemWords(problem)}</p>` : nothing}
      ${sizes === null && problem === null ? html`<p role="status">Asking Getty which sizes there are…</p>` : sizeFields(sizes, { chosen, files, choose })}
      ${chosen === '' ? nothing : quoted(quotes.now)}`,
    confirm: () => (chosen === '' ? 'Download' : `Download in ${chosen}`),
    isReady: () => chosen !== '' && isTaken(quotes.now),
    act: async () => {
      const done = await call<Job>('/v1/downloads', { method: 'POST', body: body(), tenant, idempotencyKey: keyOf(body()) });
      if (done.problem) return problemWords(done.problem);
      onDone(`The download in ${chosen} has begun.`, done.data);
      return null;
    },
  });

  void (async () => {
    const path = `/v1/generations/${encodeURIComponent(picture.gettyId ?? '')}/images/${index}/download-sizes`;
    const found = await call<{ download_sizes: Size[] }>(path, { tenant });
    sizes = found.data?.download_sizes ?? null;
    problem = found.problem ?? null;
    const largest = sizes?.toSorted((a, b) => (b.width ?? 0) - (a.width ?? 0))[0];
    choose(largest?.size_name ?? '');
  })();
}

type Choice = { chosen: string; files: Picture['files']; choose: (size: string) => void };

/** Getty's sizes; where Getty cannot be asked, a field for the name of one. */
function sizeFields(sizes: Size[] | null, { chosen, files, choose }: Choice): TemplateResult {
  const pick = (event: Event): void => choose((event.currentTarget as HTMLInputElement).value.trim());
  if (sizes === null || sizes.length === 0)
    return html`<label class="field"
      ><span class="field-name">Size, as Getty names it</span>
      <input name="size" maxlength="32" placeholder="4k" autocomplete="off" spellcheck="false" @change=${pick}
    /></label>`;
  return html`<fieldset class="choices">
    <legend class="field-name">Size</legend>
    ${sizes.map(
      ({ size_name: name, width, height }) =>
        html`<label class="tick"
          ><input type="radio" name="size" value=${name} .checked=${name === chosen} @change=${pick} />
          <span
            >${name}${width && height ? html` <span class="quiet-words">${width.toLocaleString()} × ${height.toLocaleString()} pixels</span>` : nothing}
            ${earlier(files, name)}</span
          ></label
        >`,
    )}
  </fieldset>`;
}

/** A file that is there already need not be paid again. */
function earlier(files: Picture['files'], size: string): TemplateResult | typeof nothing {
  const file = files.find(({ download, status }) => download?.size_name === size && status === 'succeeded');
  return file ? html`<a href="/jobs/${file.id}/file" target="_blank" rel="noreferrer">downloaded already: open it</a>` : nothing;
}

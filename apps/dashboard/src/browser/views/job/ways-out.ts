import type { Job, ResolveRequest } from '@darkroom/contracts';
import { html, nothing, type TemplateResult } from 'lit-html';

import { copyButton } from '../copy-button.ts';

export type WaysOutOptions = {
  /** Why the last decision was not carried out. */
  refusal: string | null;
  isDeciding: boolean;
  resolve: (way: ResolveRequest) => void;
};

/** The three ways out of `held`, each with what it may cost. */
export function waysOut(job: Job, options: WaysOutOptions): TemplateResult {
  return html`<div class="ways">
    <p>Nothing more is spent until a person decides. A late answer from Getty still counts.</p>
    ${isRedownload(job) ? html`<p>Getty shows nothing of a re-download, so there is nothing to go on with.</p>` : adoption(job, options)}${sendAgain(options)}${giveUp(options)}
    <p class="ways-said" role="alert">${options.refusal ?? nothing}</p>
  </div>`;
}

/** Like `isRedownload` of the queue, of a job as the API shows it. */
function isRedownload({ type, request }: Job): boolean {
  return type === 'download' && 'generated_asset_id' in request;
}

function adoption(job: Job, options: WaysOutOptions): TemplateResult {
  const sent = `darkroom:${job.id}.${job.run}.`; // what the worker puts into `notes`, but for the count of its passes
  return html`<p>Look in Getty’s history for notes with ${copyButton({ text: sent, label: sent, look: 'copy ways-sent' })}</p>
    ${job.type === 'generation' ? adoptGeneration(options) : adoptDownload(options)}`;
}

function adoptGeneration(options: WaysOutOptions): TemplateResult {
  return html`<form class="way" @submit=${decides(options, adopted)}>
    <p><strong>Getty has it. </strong>Its history shows the id of the generation. Darkroom goes on with that one; nothing is paid again.</p>
    <input name="generation" required autocomplete="off" spellcheck="false" maxlength="128" aria-label="Getty’s generation id" />
    <label><input type="checkbox" name="mismatch" /> Also if it has another operation, source, prompt or product</label>
    ${button('Go on with it', options)}
  </form>`;
}

function adopted(form: FormData): ResolveRequest {
  return {
    action: 'adopt',
    generation_request_id: (form.get('generation') as string).trim(),
    ...(form.has('mismatch') && { confirm_mismatch: true }),
  };
}

function adoptDownload(options: WaysOutOptions): TemplateResult {
  return html`<form class="way" @submit=${decides(options, () => ({ action: 'adopt' }))}>
    <p><strong>Getty has it. </strong>Darkroom takes the image’s download, unless it is of another size; nothing is paid again.</p>
    ${button('Go on with it', options)}
  </form>`;
}

function sendAgain(options: WaysOutOptions): TemplateResult {
  return html`<form class="way" @submit=${decides(options, () => ({ action: 'retry', confirm_cost: true }))}>
    <p><strong>Send it again. </strong>If Getty accepted the first call too, both are paid.</p>
    <label><input type="checkbox" required /> It may be paid twice</label>
    ${button('Send it again', options)}
  </form>`;
}

function giveUp(options: WaysOutOptions): TemplateResult {
  return html`<form class="way" @submit=${decides(options, () => ({ action: 'fail' }))}>
    <p><strong>Give it up. </strong>It ends as failed. If Getty accepted it after all, it stays paid.</p>
    ${button('Give it up', options)}
  </form>`;
}

function button(words: string, { isDeciding }: WaysOutOptions): TemplateResult {
  return html`<button type="submit" ?disabled=${isDeciding}>${words}</button>`;
}

function decides({ resolve }: WaysOutOptions, decide: (form: FormData) => ResolveRequest): (event: SubmitEvent) => void {
  return (event) => {
    event.preventDefault();
    resolve(decide(new FormData(event.currentTarget as HTMLFormElement)));
  };
}

import type { Job } from '@darkroom/contracts';
import { html, nothing, type TemplateResult } from 'lit-html';

import { createActionKey } from '../../state/action-key.ts';
import { createQuotes, isTaken } from '../../state/actions/quote.ts';
import { call, problemWords } from '../../state/call.ts';
import type { Picture } from '../../state/pictures/picture.ts';
import { ask } from '../form/ask.ts';
import { quoted } from './quoted.ts';

/** What can be made from a picture here. */
export type MadeFrom = 'variation' | 'refine' | 'background_removal';

const WORDS: Record<MadeFrom, { title: string; about: string; confirm: string; done: string }> = {
  variation: {
    title: 'Make variations',
    about: 'Getty makes new images like this one.',
    confirm: 'Make variations',
    done: 'The variations have begun.',
  },
  refine: {
    title: 'Refine the image',
    about: 'Getty changes the image by what you write.',
    confirm: 'Refine it',
    done: 'The refinement has begun.',
  },
  background_removal: {
    title: 'Remove the background',
    about: 'Getty returns the image without its background.',
    confirm: 'Remove the background',
    done: 'The removal of the background has begun.',
  },
};

/** Enough to stop typing before the price is asked. */
const QUOTE_AFTER_MS = 400;

/** Asks before something is made from a picture, with what it costs. It is booked under the picture's project and product, unless others are given. */
export function askMadeFrom(operation: MadeFrom, picture: Picture, onDone: (words: string, job: Job) => void): void {
  const words = WORDS[operation];
  const { tenant, source, index } = picture;
  const keyOf = createActionKey();
  const quotes = createQuotes(() => asked.redraw());
  const fields = {
    prompt: '',
    project_code: picture.projectCode ?? '',
    product_id: picture.productId === null ? '' : String(picture.productId),
  };
  let timer: ReturnType<typeof setTimeout> | undefined;

  const body = () => ({
    operation,
    source: { ...source, index },
    ...(fields.prompt !== '' && { prompt: fields.prompt }),
    ...(fields.project_code !== '' && { project_code: fields.project_code }),
    ...(fields.product_id !== '' && { product_id: Number(fields.product_id) }),
  });
  const isComplete = (): boolean => operation !== 'refine' || fields.prompt !== '';
  const quote = (): void => {
    if (isComplete()) void quotes.ask('/v1/generations', { body: body(), tenant });
    else asked.redraw();
  };
  const type = (event: Event): void => {
    const { name, value } = event.currentTarget as HTMLInputElement | HTMLTextAreaElement;
    fields[name as keyof typeof fields] = value.trim();
    clearTimeout(timer);
    timer = setTimeout(quote, QUOTE_AFTER_MS);
  };

  const asked = ask({
    title: words.title,
    body: () =>
      html`<p>${words.about}</p>
        ${operation === 'refine' ? promptField(type) : nothing}
        <div class="ask-fields">
          ${field({ name: 'project_code', label: 'Project code', value: fields.project_code }, type)}
          ${field({ name: 'product_id', label: 'Product', value: fields.product_id }, type)}
        </div>
        ${isComplete() ? quoted(quotes.now) : nothing}`,
    confirm: words.confirm,
    isReady: () => isComplete() && isTaken(quotes.now),
    act: async () => {
      const done = await call<Job>('/v1/generations', { method: 'POST', body: body(), tenant, idempotencyKey: keyOf(body()) });
      if (done.problem) return problemWords(done.problem);
      onDone(words.done, done.data);
      return null;
    },
  });
  quote();
}

function promptField(type: (event: Event) => void): TemplateResult {
  return html`<label class="field"
    ><span class="field-name">What to change</span>
    <textarea name="prompt" maxlength="10000" required autofocus placeholder="Make the sky orange" @input=${type}></textarea>
  </label>`;
}

function field({ name, label, value }: { name: string; label: string; value: string }, type: (event: Event) => void): TemplateResult {
  return html`<label class="field"
    ><span class="field-name">${label}</span>
    <input
      name=${name}
      .value=${value}
      inputmode=${name === 'product_id' ? 'numeric' : 'text'}
      autocomplete="off"
      spellcheck="false"
      @input=${type}
  /></label>`;
}

import type { Candidate } from '@darkroom/contracts';
import { html, nothing, type TemplateResult } from 'lit-html';

import type { CandidateLook } from '../../state/held/candidates.ts';
import type { HeldCard } from '../../state/held/held-types.ts';
import { may } from '../../state/person.ts';
import { apartWords, becauseWords, fitWord } from '../../words/actions/held.ts';
import { operationWords } from '../../words/job/job.ts';
import { counted } from '../../words/text/text.ts';
import { absolute } from '../../words/text/time.ts';
import { loaded } from '../pieces/parts.ts';
import { shortened } from '../pieces/shortened.ts';
import type { HeldActions } from './held-panel.ts';

const LONGEST_PROMPT = 280;
const LONGEST_NOTES = 160;
const MOST_PICTURES = 4;

type Options = { candidates: CandidateLook['state']; now: number };

/** What Getty has that the paid call may have made. */
export function atGetty(card: HeldCard, { candidates }: Options, actions: HeldActions): TemplateResult {
  return html`<section class="held-side" aria-labelledby="held-getty">
    <h3 id="held-getty">What Getty has</h3>
    ${card.type === 'download' ? ofDownload(card) : ofGeneration(card, candidates, actions)}
  </section>`;
}

function ofDownload({ is_adoptable: isAdoptable }: HeldCard): TemplateResult {
  if (!isAdoptable) {
    return html`<p>Getty shows nothing of a re-download, so there is nothing to go on with: send it again, or give it up.</p>`;
  }
  return html`<p>
    Getty keeps no list of downloads. It shows the latest download of an image only. “Go on with Getty’s download” takes that one, unless it
    is of another size, and pays nothing again. If Getty has none, the job is held once more.
  </p>`;
}

function ofGeneration(card: HeldCard, candidates: CandidateLook['state'], actions: HeldActions): TemplateResult {
  const { isLoading, data } = candidates;
  return html`${isLoading ? html`<p class="reading" role="status">Looking through Getty’s history around the call…</p>` : loaded(candidates, ({ data: found, complete }) => listed(card, { found, complete }, actions))}
  ${
    isLoading
      ? nothing
      : html`<p>
          <button type="button" class="button is-small" @click=${actions.look}>Look at Getty again</button>
        </p>`
  }
  ${may('operator') ? byId(actions, { isOpen: !isLoading && (data === null || data.data.length === 0) }) : nothing}`;
}

function listed(
  card: HeldCard,
  { found, complete }: { found: readonly Candidate[]; complete: boolean },
  actions: HeldActions,
): TemplateResult {
  const rest = complete
    ? nothing
    : html`<p class="quiet-words">Not all of Getty’s history around the call could be read: there may be more.</p>`;
  if (found.length === 0) {
    return html`<p>
        ${complete ? 'Getty’s history has nothing from around the call that fits. Getty shows a generation there after a minute or so.' : 'Nothing that fits was found.'}
      </p>
      ${rest}`;
  }
  return html`<p class="quiet-words">${counted(found.length, 'generation')} from around the call, best match first</p>
    <ol class="candidates">
      ${found.map((each) => candidate(card, each, actions))}
    </ol>
    ${rest}`;
}

function candidate(card: HeldCard, found: Candidate, { adopt }: HeldActions): TemplateResult {
  const { generation_request_id: id, generated_at: at, prompt, notes, fit, because, operation } = found;
  const isOther = card.operation !== null && operation !== card.operation;
  return html`<li class="candidate" data-fit=${fit}>
    <p class="candidate-fit"><strong>${fitWord(fit)}</strong> <span class="quiet-words">${becauseWords(because)}</span></p>
    ${pictures(found)}
    <p class="candidate-prompt ${because.includes('prompt') ? '' : 'is-other'}">
      ${prompt === null ? 'No prompt' : shortened(prompt, LONGEST_PROMPT)}
    </p>
    <p class="candidate-facts">
      ${at === null ? nothing : html`<time datetime=${at} title=${absolute(at)}>${apartWords(Date.parse(at) - Date.parse(card.called_at))}</time>`}
      ${isOther ? html`<span>${operationWords(operation)}</span>` : nothing}
      ${prompt !== null && !because.includes('prompt') ? html`<span class="candidate-other">another prompt</span>` : nothing}
    </p>
    ${notes === null || notes === '' ? nothing : html`<p class="edge">${shortened(notes, LONGEST_NOTES)}</p>`}
    <p class="edge">${id}</p>
    ${may('operator') ? html`<p><button type="button" class="button is-small" @click=${() => adopt(id)}>Go on with this one…</button></p>` : nothing}
  </li>`;
}

function pictures({ preview_urls: urls, prompt }: Candidate): TemplateResult | typeof nothing {
  // Each image may be there in several sizes.
  const ofOneSize = urls.filter(({ preview_size: size }) => size === urls[0]?.preview_size);
  const shown = ofOneSize.filter(({ image_url: url }) => /^https?:\/\//.test(url)).slice(0, MOST_PICTURES);
  if (shown.length === 0) return html`<p class="candidate-none quiet-words">Getty shows no picture of it yet.</p>`;
  const words = shortened(prompt ?? 'a generation at Getty', 60);
  return html`<div class="candidate-pictures" data-count=${shown.length}>
    ${shown.map(
      ({ image_url: url }, index) =>
        html`<img src=${url} alt="Image ${index}: ${words}" loading="lazy" decoding="async" referrerpolicy="no-referrer" />`,
    )}
  </div>`;
}

/** For an id that was found elsewhere, for example on Getty's own pages. */
function byId({ adopt }: HeldActions, { isOpen }: { isOpen: boolean }): TemplateResult {
  const take = (event: SubmitEvent): void => {
    event.preventDefault();
    const given = new FormData(event.currentTarget as HTMLFormElement).get('generation');
    if (typeof given === 'string' && given.trim() !== '') adopt(given.trim());
  };
  return html`<details ?open=${isOpen}>
    <summary>I have Getty’s id</summary>
    <form class="held-by-id" @submit=${take}>
      <label class="field"
        ><span class="field-name">Getty’s id of the generation</span>
        <input name="generation" required maxlength="128" autocomplete="off" spellcheck="false"
      /></label>
      <button class="button">Go on with it…</button>
    </form>
  </details>`;
}

import { html, nothing, type TemplateResult } from 'lit-html';

import type { CandidateLook } from '../../state/held/candidates.ts';
import { follow } from '../../state/address.ts';
import { heldHere } from '../../state/held/held-address.ts';
import type { HeldCard, HeldDetail } from '../../state/held/held-types.ts';
import { may } from '../../state/person.ts';
import type { Loaded } from '../../state/resource.ts';
import { subject } from '../../words/job/job.ts';
import { loaded } from '../pieces/parts.ts';
import { stateLine } from '../card/state-note.ts';
import { stateWord } from '../card/state-word.ts';
import { atGetty } from './at-getty.ts';
import { shortcuts } from './shortcuts.ts';
import { whatWasSent } from './what-was-sent.ts';

export type HeldActions = {
  /** `id`: of the generation at Getty; a download has none. */
  adopt: (id: string | null) => void;
  sendAgain: () => void;
  giveUp: () => void;
  look: () => void;
};

export type HeldPanel = {
  openId: string;
  cards: readonly HeldCard[];
  detail: Loaded<HeldDetail>;
  candidates: CandidateLook['state'];
  now: number;
};

/** One held job: what was sent beside what Getty has, and the ways out. */
export function heldPanel(panel: HeldPanel, actions: HeldActions): TemplateResult {
  const { openId, cards, detail } = panel;
  const at = cards.findIndex(({ id }) => id === openId);
  const [before, after] = at < 0 ? [undefined, undefined] : [cards[at - 1], cards[at + 1]];
  return html`<section class="held-panel" id="held-panel" aria-label="The open job" @keydown=${shortcuts(panel, actions)}>
    <nav class="held-steps" aria-label="Held jobs">
      <a class="button is-small held-back" href=${heldHere(null)} @click=${follow} aria-label="All held jobs">All</a>
      <span class="quiet-words">${at < 0 ? nothing : `${at + 1} of ${cards.length}${cards.length === 1 ? '' : ' here'}`}</span>
      ${step(before, 'Previous')}${step(after, 'Next')}
    </nav>
    ${loaded(detail, (loadedJob) => opened(loadedJob, panel, actions))}
  </section>`;
}

function step(card: HeldCard | undefined, words: string): TemplateResult {
  if (!card) return html`<span class="button is-small" aria-disabled="true">${words}</span>`;
  return html`<a class="button is-small" data-step=${words} href=${heldHere(card.id)} @click=${follow}>${words}</a>`;
}

function opened(detail: HeldDetail, { candidates, now }: HeldPanel, actions: HeldActions): TemplateResult {
  const { card } = detail;
  const head = html`<header class="held-head" data-status=${card.status}>
    <h2 id="held-title" class="cut" tabindex="-1">${subject(card)}</h2>
    <p class="held-state">${stateWord(card.status)} ${stateLine(card, now)} <a href="/jobs/${card.id}">Open the job’s page</a></p>
  </header>`;
  if (card.status !== 'held') return html`${head}${movedOn()}`;
  return html`${head}${card.error ? html`<p class="held-error">${card.error.message}</p>` : nothing}
    ${may('operator') ? waysOut(card, actions) : html`<p class="quiet-words">To decide needs the role operator.</p>`}
    <div class="held-sides">${whatWasSent(detail)}${atGetty(card, { candidates, now }, actions)}</div>`;
}

function movedOn(): TemplateResult {
  return html`<p class="held-moved">There is nothing to decide any more: the job has moved on.</p>`;
}

function waysOut(card: HeldCard, { adopt, sendAgain, giveUp }: HeldActions): TemplateResult {
  const download = html`<button type="button" class="button" data-way="adopt" @click=${() => adopt(null)}>
    Go on with Getty’s download…
  </button>`;
  return html`<div class="held-ways" role="group" aria-label="Ways out">
    ${card.type === 'download' && card.is_adoptable ? download : nothing}
    <button type="button" class="button" data-way="retry" @click=${sendAgain}>Send it again…</button>
    <button type="button" class="button" data-way="fail" @click=${giveUp}>Give it up…</button>
    <p class="held-keys quiet-words">
      Keys: ${card.is_adoptable ? html`<kbd>a</kbd> go on with the best match, ` : nothing}<kbd>s</kbd> send again, <kbd>g</kbd> give up,
      <kbd>j</kbd> next, <kbd>k</kbd> previous
    </p>
  </div>`;
}

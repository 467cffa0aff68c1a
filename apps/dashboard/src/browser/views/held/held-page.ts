import { html, nothing, type TemplateResult } from 'lit-html';
import { keyed } from 'lit-html/directives/keyed.js';

import type { HeldCard, HeldDetail, HeldPage } from '../../state/held/held-types.ts';
import type { CandidateLook } from '../../state/held/candidates.ts';
import { heldHere } from '../../state/held/held-address.ts';
import { follow, readQuery } from '../../state/address.ts';
import type { Frame } from '../../state/frame.ts';
import type { Selection } from '../../state/jobs/selection.ts';
import type { Loaded } from '../../state/resource.ts';
import { counted } from '../../words/text/text.ts';
import { glyph } from '../card/glyph.ts';
import { countsOf } from '../jobs/filter-bar.ts';
import { loaded, pageHead } from '../pieces/parts.ts';
import { tenantChoice } from '../frame/tenant-choice.ts';
import { heldList } from './held-list.ts';
import { heldPanel, type HeldActions } from './held-panel.ts';

export type HeldPageState = {
  tenant: string | null;
  list: Loaded<HeldPage>;
  /** The job that is open, by its id; null: none. */
  openId: string | null;
  detail: Loaded<HeldDetail>;
  candidates: CandidateLook['state'];
  /** Undefined for people who may not decide. */
  selection: Selection | undefined;
  /** What the last decision came to. */
  said: string | null;
};

export type HeldPageOptions = { now: number; actions: HeldActions; actOnMany: (way: 'retry' | 'fail') => void };

/** The jobs that wait for a person, oldest first, and one of them with all that helps to decide. */
export function heldPage(state: HeldPageState, frame: Frame, options: HeldPageOptions): TemplateResult {
  const { tenant, list, openId, said } = state;
  const total = frame.isLoaded ? (countsOf(frame.counts, tenant)['held'] ?? 0) : null;
  const isClear = openId === null && list.data?.data.length === 0 && !readQuery().has('cursor');
  const about =
    total === null
      ? ''
      : `${counted(total, 'job')}${tenant === null ? '' : ` of ${tenant}`} ${total === 1 ? 'waits' : 'wait'} for a decision`;
  return html`${pageHead('Held', about, tenantChoice(frame, tenant, { job: null }))}
    <p class="page-said" role="status">${said ?? nothing}</p>
    ${isClear ? allClear() : columns(state, options)}`;
}

function columns(state: HeldPageState, { now, actions, actOnMany }: HeldPageOptions): TemplateResult {
  const { list, openId, detail, candidates, selection } = state;
  const cards = list.data?.data ?? [];
  return html`<p class="page-about held-about" data-open=${String(openId !== null)}>
      It is not known whether Getty accepted the paid call. Nothing more is spent until a person decides; a late answer from Getty still
      counts.
    </p>
    <div class="held" data-open=${String(openId !== null)}>
      <section class="held-jobs" id="list" aria-label="Held jobs, oldest first" aria-busy=${String(list.data === null && list.isLoading)}>
        ${loaded(list, (page) => heldList(page, { now, openId, selection, actOnMany }))}
      </section>
      ${openId === null ? invitation(cards) : keyed(openId, heldPanel({ openId, cards, detail, candidates, now }, actions))}
    </div>`;
}

function invitation([oldest]: readonly HeldCard[]): TemplateResult | typeof nothing {
  if (!oldest) return nothing;
  return html`<section class="held-panel held-invitation" aria-label="No job is open">
    <p>Open a job to see what was sent beside what Getty has.</p>
    <p><a class="button is-main" href=${heldHere(oldest.id)} @click=${follow}>Begin with the oldest</a></p>
  </section>`;
}

function allClear(): TemplateResult {
  return html`<section class="held-clear" aria-label="Held jobs">
    ${glyph('succeeded')}
    <h2>Nothing waits for you</h2>
    <p>
      A job is held when a paid call to Getty ended without an answer and its outcome cannot be found. Such jobs appear here by themselves,
      and a webhook is sent for each.
    </p>
    <p><a class="button" href="/jobs">All jobs</a></p>
  </section>`;
}

import { html, nothing, type TemplateResult } from 'lit-html';

import type { JobCard } from '../../../jobs/job-card.ts';
import { heldAddress } from '../../state/held/held-address.ts';
import { subject } from '../../words/job/job.ts';
import { counted } from '../../words/text/text.ts';
import { glyph } from '../card/glyph.ts';
import { ago } from '../pieces/time.ts';

/** Held jobs stand above all others: they wait for a person. `held`: some of them. */
export function attention(held: readonly JobCard[], { count, now }: { count: number; now: number }): TemplateResult | typeof nothing {
  if (count === 0) return nothing;
  return html`<section class="attention" id="attention" aria-label="Held jobs">
    <h2>${glyph('held')}${counted(count, 'job')} held</h2>
    <p>It is not known whether Getty accepted the paid call. Nothing more is spent until a person decides.</p>
    <ul>
      ${held.map((card) => html`<li><a href=${heldAddress(card)} data-job=${card.id}>${subject(card)}</a> <span class="attention-age">${ago(card.since, now)}</span></li>`)}
    </ul>
    ${count > held.length ? html`<a href="/held">Show all</a>` : nothing}
  </section>`;
}

import type { LimitsNow } from '@darkroom/queue';
import { html, nothing, type TemplateResult } from 'lit-html';

import { clockTime } from '../words/time.ts';

/** Getty's limits as they stand: what was given or found, what is used, how many wait, and what is paused. */
export function limits(now: LimitsNow | null): TemplateResult | typeof nothing {
  if (!now) return nothing;
  return html`<section class="limits" id="limits" aria-label="Getty's limits">
    ${now.gettyAway && gettyAway(now.gettyAway)}${pending(now.pending)}${queries(now.queries)}${now.pauses.map(pause)}
  </section>`;
}

function pending({ limit, given, met, taken, waiting }: LimitsNow['pending']): TemplateResult {
  const lines = Object.entries(waiting);
  const total = lines.reduce((sum, [, count]) => sum + count, 0);
  const eachTenant = lines.map(([tenant, count]) => `${tenant} ${count.toLocaleString()}`).join(', ');
  return part(
    'Slots at Getty',
    html`<strong>${taken.toLocaleString()} of ${limit.toLocaleString()}</strong>
      taken${given ? '' : met ? ', limit found' : ', no limit met'}${
        total > 0 ? html`<span class="limits-more" title=${eachTenant}> · ${total.toLocaleString()} in line</span>` : nothing
      }`,
  );
}

function queries({ limit, given, waiting }: LimitsNow['queries']): TemplateResult {
  if (limit === null) return part('Calls a second', html`no limit met`);
  const total = waiting.poll + waiting.paid;
  const each = `${waiting.poll} to poll, ${waiting.paid} to be sent`;
  return part(
    'Calls a second',
    html`<strong>${limit.toLocaleString(undefined, { maximumFractionDigits: 1 })}</strong> at
      most${given ? '' : ', found'}${
        total > 0 ? html`<span class="limits-more" title=${each}> · ${total.toLocaleString()} wait for a turn</span>` : nothing
      }`,
  );
}

function pause({ name, until }: LimitsNow['pauses'][number]): TemplateResult {
  const what = name === 'daily' ? 'Downloads' : `Quota of product ${name.slice('quota.'.length)}`;
  return part(what, html`used up, next try ${clock(until)}`, 'limits-part is-paused');
}

function gettyAway({ since, cause }: NonNullable<LimitsNow['gettyAway']>): TemplateResult {
  const what = cause === 'credentials' ? 'does not accept our key' : 'does not answer';
  const from = since === null ? nothing : html` since ${clock(since)}`;
  return part('Getty', html`${what}${from}, asked every few seconds`, 'limits-part is-paused');
}

/** `at` in ms. */
function clock(at: number): TemplateResult {
  return html`<time datetime=${new Date(at).toISOString()}>${clockTime(at)}</time>`;
}

function part(name: string, words: TemplateResult, look = 'limits-part'): TemplateResult {
  return html`<p class=${look}><span class="limits-name">${name}</span>${words}</p>`;
}

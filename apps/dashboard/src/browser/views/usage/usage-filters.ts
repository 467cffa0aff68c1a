import type { UsageGroup } from '@darkroom/contracts';
import { html, nothing, type TemplateResult } from 'lit-html';

import { follow, goTo } from '../../state/address.ts';
import { usageAddress, widened, withGroup, type UsageFilter, type UsageView } from '../../state/usage/usage-view.ts';
import { dayOf, daysOfMonth, lastDays, lastMonths, monthWords, type Days } from '../../words/text/days.ts';
import { GROUP_WORDS, groupValueWords } from '../../words/money/usage.ts';
import { selectField } from '../pieces/parts.ts';

/** As long as usage is kept. */
const MONTHS = 13;
/** Each with a button of its own; the others are in the list. */
const MONTHS_AT_HAND = 3;

export type UsageChoices = {
  view: UsageView;
  /** In ms. */
  now: number;
  /** The tenants to choose from; with one, there is no choice. */
  tenants: readonly string[];
  /** Whether all of them together can be shown. */
  mayAll: boolean;
  /** Of API keys, by their ids. */
  keyNames: Readonly<Record<string, string>>;
};

/** The time, the tenant, and how calls are grouped. */
export function usageFilters(choices: UsageChoices): TemplateResult {
  return html`<section class="usage-filters" aria-label="What is shown">${period(choices)}${groups(choices)}${filters(choices)}</section>`;
}

function period({ view, now, tenants, mayAll }: UsageChoices): TemplateResult {
  const today = dayOf(now);
  const months = lastMonths(MONTHS, today);
  const presets: [string, Days][] = [
    ...months.slice(0, MONTHS_AT_HAND).map((each): [string, Days] => [monthWords(each), daysOfMonth(each)]),
    ['Last 7 days', lastDays(7, today)],
    ['Last 30 days', lastDays(30, today)],
  ];
  const month = months.find((each) => isSame(daysOfMonth(each), view)) ?? '';
  return html`<div class="chips" role="group" aria-label="Time">
      ${presets.map(([words, days]) => chip(words, isSame(days, view), () => goTo(usageAddress({ ...view, ...days }))))}
    </div>
    <div class="usage-fields">
      ${selectField(
        { name: 'month', label: 'Month', value: month },
        [['', 'Other days'], ...months.map((each) => [each, monthWords(each)] as const)],
        (each) => {
          if (each !== '') goTo(usageAddress({ ...view, ...daysOfMonth(each) }));
        },
      )}
      ${day('from', 'First day (UTC)', view)}${day('to', 'Last day (UTC)', view)}
      ${
        tenants.length > 1 || (view.tenant !== null && mayAll)
          ? selectField(
              { name: 'tenant', label: 'Tenant', value: view.tenant ?? '' },
              [...(mayAll ? [['', 'All'] as const] : []), ...withPresent(tenants, view.tenant).map((each) => [each, each] as const)],
              (tenant) => goTo(usageAddress({ ...view, tenant: tenant || null })),
            )
          : nothing
      }
    </div>`;
}

function day(name: 'from' | 'to', label: string, view: UsageView): TemplateResult {
  const pick = (event: Event): void => {
    const { value } = event.currentTarget as HTMLInputElement;
    if (value === '') return;
    // A first day after the last moves that along, so that both can be typed one after the other.
    const days = { from: view.from, to: view.to, [name]: value };
    goTo(usageAddress({ ...view, ...(days.from <= days.to ? days : { from: value, to: value }) }));
  };
  return html`<label class="field"
    ><span class="field-name">${label}</span> <input name=${name} type="date" .value=${view[name]} @change=${pick}
  /></label>`;
}

function groups({ view, mayAll, tenants }: UsageChoices): TemplateResult {
  const shown = (Object.keys(GROUP_WORDS) as UsageGroup[]).filter((group) => group !== 'tenant' || (mayAll && tenants.length !== 1));
  return html`<div class="chips" role="group" aria-label="Group by">
    <span class="chips-name">Group by</span>
    ${shown.map((group) => {
      const at = view.groupBy.indexOf(group);
      const order = at >= 0 && view.groupBy.length > 1 ? html` <span class="chip-count">${at + 1}</span>` : nothing;
      return chip(html`${GROUP_WORDS[group]}${order}`, at >= 0, () => goTo(usageAddress(withGroup(view, group))));
    })}
  </div>`;
}

function filters({ view, keyNames }: UsageChoices): TemplateResult | typeof nothing {
  const set = Object.entries(view.only) as [UsageFilter, string][];
  if (set.length === 0) return nothing;
  return html`<ul class="chips" aria-label="Only these calls">
    ${set.map(
      ([filter, value]) =>
        html`<li>
          <a class="chip is-set" href=${usageAddress(widened(view, filter))} @click=${follow}
            ><span class="unseen">Show again all, not only </span>${GROUP_WORDS[filter]}: <b>${groupValueWords(filter, value, keyNames)}</b>
            <span aria-hidden="true">×</span></a
          >
        </li>`,
    )}
  </ul>`;
}

function chip(words: TemplateResult | string, isPressed: boolean, choose: () => void): TemplateResult {
  return html`<button type="button" class="chip" aria-pressed=${String(isPressed)} @click=${choose}>${words}</button>`;
}

function isSame(one: Days, other: Days): boolean {
  return one.from === other.from && one.to === other.to;
}

function withPresent(tenants: readonly string[], tenant: string | null): readonly string[] {
  return tenant === null || tenants.includes(tenant) ? tenants : [...tenants, tenant];
}

import type { BulkAction } from '@darkroom/contracts';
import { html, nothing, type TemplateResult } from 'lit-html';

import { call, newIdempotencyKey, problemWords, type CallProblem } from '../../state/call.ts';
import { readCurrency } from '../../state/currency.ts';
import { money } from '../../words/money/money.ts';
import { counted } from '../../words/text/text.ts';
import { ask, noteField, noteOf } from '../form/ask.ts';

/** The jobs that an action is about: those that were ticked, or all that match a filter. `tenant`: only of this one. */
export type BulkTargets = ({ ids: string[] } | { filter: Record<string, unknown> }) & { tenant: string | null };

type BulkBody = { dry_run?: boolean; confirm_cost?: boolean; cursor?: string };

const WORDS = {
  cancel: { title: 'Cancel these jobs?', verb: 'Cancel', done: 'canceled' },
  retry: { title: 'Run these jobs again?', verb: 'Run', done: 'run again' },
} as const;

/**
 * Asks before an action on many jobs, with what it would come to: how many, what it costs, and which are refused and why. `onDone` gets what was
 * done, in words.
 */
export function askBulk(action: 'cancel' | 'retry', targets: BulkTargets, onDone: (words: string) => void): void {
  const words = WORDS[action];
  let preview: BulkAction | null = null;
  let problem: CallProblem | null = null;
  let payAgain = false;
  let done = 0;

  const send = (body: BulkBody, more: { note?: string | undefined; idempotencyKey?: string } = {}) => {
    const { tenant, ...jobs } = targets;
    return call<BulkAction>(`/v1/jobs/${action}`, { method: 'POST', tenant, body: { ...jobs, ...body }, ...more });
  };
  const look = async (): Promise<void> => {
    preview = null;
    asked.redraw();
    const looked = await send({ dry_run: true, ...(payAgain && { confirm_cost: true }) });
    preview = looked.data ?? null;
    problem = looked.problem ?? null;
    asked.redraw();
  };
  const choosePayAgain = (event: Event): void => {
    payAgain = (event.currentTarget as HTMLInputElement).checked;
    void look();
  };

  const asked = ask({
    title: words.title,
    body: () =>
      html`${problem ? html`<p class="trouble">${problemWords(problem)}</p>` : previewed(preview, { payAgain, choosePayAgain })}
      ${done > 0 ? html`<p role="status">${counted(done, 'job')} so far.</p>` : nothing}${noteField()}`,
    confirm: () =>
      preview ? `${words.verb} ${counted(going(preview), 'job')}${preview.next_cursor === null ? '' : ' and more'}` : words.verb,
    isFinal: action === 'cancel',
    isReady: () => preview !== null && going(preview) > 0,
    act: async (form) => {
      const note = noteOf(form);
      let cursor: string | undefined;
      do {
        const body = { ...(payAgain && { confirm_cost: true }), ...(cursor !== undefined && { cursor }) };
        const acted = await send(body, { note, idempotencyKey: newIdempotencyKey() });
        if (acted.problem) return problemWords(acted.problem);
        done += going(acted.data);
        cursor = acted.data.next_cursor ?? undefined;
        asked.redraw();
      } while (cursor !== undefined);
      onDone(`${counted(done, 'job')} ${words.done}.`);
      return null;
    },
  });
  void look();
}

function going({ counts }: BulkAction): number {
  return counts.done + counts.requested;
}

function previewed(
  preview: BulkAction | null,
  { payAgain, choosePayAgain }: { payAgain: boolean; choosePayAgain: (event: Event) => void },
): TemplateResult {
  if (!preview) return html`<p role="status">Looking at what this would come to…</p>`;
  const { matched, next_cursor: next, cost, action } = preview;
  const refusals = countRefusals(preview);
  const lost = refusals.get('may_charge_again')?.count ?? 0;
  return html`<p>
      ${counted(going(preview), 'job')} of ${matched.toLocaleString()}${next === null ? '' : ' (the first of more)'} would be
      ${WORDS[action].done}.${action === 'retry' ? ` ${costWords(cost)}` : ' What Getty has accepted stays paid.'}
    </p>
    ${
      refusals.size === 0
        ? nothing
        : html`<ul class="lines">
            ${[...refusals.values()].map(({ count, detail }) => html`<li>${counted(count, 'job')} would not: ${detail}</li>`)}
          </ul>`
    }
    ${
      action === 'retry' && (lost > 0 || payAgain)
        ? html`<label class="tick"
            ><input type="checkbox" .checked=${payAgain} @change=${choosePayAgain} /> Also pay again where the paid result is lost</label
          >`
        : nothing
    }`;
}

/** `cost` is null where a price was not set. */
function costWords(cost: string | null): string {
  if (cost === null) return 'Each that is sent to Getty again is paid again; what this costs is not known, since no prices are set.';
  return Number(cost) === 0 ? 'It costs nothing.' : `It costs ${money(cost, readCurrency())}.`;
}

function countRefusals({ data }: BulkAction): Map<string, { count: number; detail: string }> {
  const found = new Map<string, { count: number; detail: string }>();
  for (const item of data) {
    if (item.outcome !== 'refused') continue;
    const { code, detail } = item.error;
    found.set(code, { count: (found.get(code)?.count ?? 0) + 1, detail });
  }
  return found;
}

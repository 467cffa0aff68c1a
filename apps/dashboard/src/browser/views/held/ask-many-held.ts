import { html, nothing, type TemplateResult } from 'lit-html';

import type { HeldCard } from '../../state/held/held-types.ts';
import { createActionKey } from '../../state/action-key.ts';
import { problemWords } from '../../state/call.ts';
import { resolveJob, type Way } from '../../state/held/resolve-job.ts';
import { sendAgainButton, sendAgainWords } from '../../words/actions/held.ts';
import { subject } from '../../words/job/job.ts';
import { counted } from '../../words/text/text.ts';
import { ask, noteField, noteOf } from '../form/ask.ts';
import { shortened } from '../pieces/shortened.ts';

const WAYS: Record<'retry' | 'fail', Way> = { retry: { action: 'retry', confirm_cost: true }, fail: { action: 'fail' } };

type Outcome = { isDone: boolean; words: string };

/**
 * Asks before several held jobs are sent again or given up, and does it one by one, in sight. What could not be done stays listed, and is tried
 * again by the same button. `done` gets what was done, in words.
 */
export function askManyHeld(
  way: 'retry' | 'fail',
  { jobs, currency }: { jobs: readonly HeldCard[]; currency: string | null },
  done: (words: string) => void,
): void {
  const keys = new Map(jobs.map(({ id }) => [id, createActionKey()]));
  const outcomes = new Map<string, Outcome>();
  const left = (): HeldCard[] => jobs.filter(({ id }) => outcomes.get(id)?.isDone !== true);
  const doneWords = way === 'retry' ? 'sent again' : 'given up';

  const asked = ask({
    title: way === 'retry' ? `Send ${counted(jobs.length, 'job')} again?` : `Give ${counted(jobs.length, 'job')} up?`,
    body: () =>
      html`${way === 'retry' ? html`<p>${sendAgainWords(left(), currency).join(' ')}</p>` : giveUpWords()}
      ${outcomes.size === 0 ? nothing : progress(outcomes.size, jobs.length)}${listed(jobs, outcomes)}${noteField()}`,
    confirm: () => (way === 'retry' ? sendAgainButton(left(), currency) : `Give ${counted(left().length, 'job')} up`),
    isFinal: way === 'fail',
    act: async (form) => {
      const note = noteOf(form);
      for (const { id } of left()) outcomes.delete(id);
      for (const job of left()) {
        const { problem } = await resolveJob(job, WAYS[way], { note, key: keys.get(job.id)! });
        outcomes.set(job.id, problem ? { isDone: false, words: problemWords(problem) } : { isDone: true, words: doneWords });
        asked.redraw();
      }
      const undone = left().length;
      done(`${counted(jobs.length - undone, 'job')} ${doneWords}${undone === 0 ? '.' : `, ${undone} not.`}`);
      return undone === 0 ? null : `${counted(undone, 'job')} could not be ${doneWords}. The list says why.`;
    },
  });
}

function giveUpWords(): TemplateResult {
  return html`<p>
    They end as failed, and nothing more is sent. Where Getty accepted the call after all, it stays paid, and its result is not fetched.
  </p>`;
}

function progress(tried: number, total: number): TemplateResult {
  return html`<p role="status">
    <progress class="progress" max=${total} value=${tried} aria-label="Jobs tried"></progress> ${tried.toLocaleString()} of
    ${counted(total, 'job')}
  </p>`;
}

function listed(jobs: readonly HeldCard[], outcomes: ReadonlyMap<string, Outcome>): TemplateResult {
  return html`<ul class="lines" tabindex="0" aria-label="Chosen jobs">
    ${jobs.map((job) => {
      const outcome = outcomes.get(job.id);
      return html`<li data-status=${outcome ? (outcome.isDone ? 'succeeded' : 'failed') : 'held'}>
        <span>${shortened(subject(job), 60)}</span><span class="quiet-words">${job.tenant}</span>
        ${outcome ? html`<span class="state-word">${outcome.words}</span>` : nothing}
      </li>`;
    })}
  </ul>`;
}

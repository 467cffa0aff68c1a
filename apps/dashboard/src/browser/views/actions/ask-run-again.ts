import type { BulkAction, Job } from '@darkroom/contracts';
import { html, nothing } from 'lit-html';

import { createActionKey } from '../../state/action-key.ts';
import { call, problemWords, type CallProblem } from '../../state/call.ts';
import { readRunAgain, runAgainWords, type RunAgain } from '../../words/actions/run-again.ts';
import { ask, noteField, noteOf } from '../form/ask.ts';

/** Asks before a job runs again, and says whether that is free or paid. `onDone` gets what was done, in words. */
export function askRunAgain(job: Job, currency: string | null, onDone: (words: string) => void): void {
  const { id, tenant, type } = job;
  const keyOf = createActionKey();
  let plan: RunAgain | null = null;
  let problem: CallProblem | null = null;

  const look = (body: object) =>
    call<BulkAction>('/v1/jobs/retry', { method: 'POST', tenant, body: { ids: [id], dry_run: true, ...body } });
  const asked = ask({
    title: `Run this ${type} again?`,
    body: () =>
      html`${problem ? html`<p class="trouble">${problemWords(problem)}</p>` : nothing}
      ${plan ? html`<p role="status">${runAgainWords(plan, currency)}</p>` : problem ? nothing : html`<p role="status">Looking at what this would come to…</p>`}
      ${plan?.kind === 'again' ? html`<label class="tick"><input type="checkbox" name="pay" required /> Pay for it again</label>` : nothing}
      ${noteField()}`,
    confirm: () => (plan?.kind === 'again' ? 'Pay and run again' : 'Run again'),
    isReady: () => plan !== null && plan.kind !== 'refused',
    act: async (form) => {
      const body = plan?.kind === 'again' ? { confirm_cost: true } : {};
      const options = { method: 'POST', body, tenant, note: noteOf(form), idempotencyKey: keyOf(body) } as const;
      const done = await call<Job>(`/v1/jobs/${id}/retry`, options);
      if (done.problem) return problemWords(done.problem);
      onDone('It runs again.');
      return null;
    },
  });

  void (async () => {
    const without = await look({});
    problem = without.problem ?? null;
    if (without.data) {
      const [item] = without.data.data;
      const isLost = item?.outcome === 'refused' && item.error.code === 'may_charge_again';
      const confirmed = isLost ? await look({ confirm_cost: true }) : null;
      problem = confirmed?.problem ?? null;
      if (!problem) plan = readRunAgain(job, without.data, confirmed?.data ?? null);
    }
    asked.redraw();
  })();
}

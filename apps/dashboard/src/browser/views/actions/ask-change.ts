import type { Job } from '@darkroom/contracts';
import { html } from 'lit-html';

import { call, problemWords } from '../../state/call.ts';
import { instantOf, localTime } from '../../state/local-time.ts';
import { ask, noteField, noteOf } from '../form/ask.ts';

/** Asks what is to change of a job that was not sent. `onDone` gets what was done, in words. */
export function askChange({ id, tenant, request }: Job, onDone: (words: string) => void): void {
  const { priority, run_at: runAt, deadline } = request as { priority?: number; run_at?: string; deadline?: string };
  const before = { priority: priority === undefined ? '' : String(priority), run_at: localTime(runAt), deadline: localTime(deadline) };
  ask({
    title: 'Change the job',
    body: () =>
      html`<p>It has not been sent. An empty field has its default.</p>
        <div class="ask-fields">
          <label class="field"
            ><span class="field-name">Priority, −100 to 100, among the tenant’s jobs</span>
            <input name="priority" type="number" min="-100" max="100" step="1" value=${before.priority} placeholder="0"
          /></label>
          <label class="field"
            ><span class="field-name">Not before</span> <input name="run_at" type="datetime-local" value=${before.run_at}
          /></label>
          <label class="field"
            ><span class="field-name">Deadline</span> <input name="deadline" type="datetime-local" value=${before.deadline}
          /></label>
        </div>
        ${noteField()}`,
    confirm: 'Change it',
    act: async (form) => {
      const body = changesOf(form, before);
      if (Object.keys(body).length === 0) return 'Nothing is different yet.';
      const done = await call<Job>(`/v1/jobs/${id}`, { method: 'PATCH', body, tenant, note: noteOf(form) });
      if (done.problem) return problemWords(done.problem);
      onDone('It is changed.');
      return null;
    },
  });
}

/** Only what is different; null resets a field. */
function changesOf(form: FormData, before: Record<'priority' | 'run_at' | 'deadline', string>): Record<string, number | string | null> {
  const now = (name: string): string => {
    const given = form.get(name);
    return typeof given === 'string' ? given : '';
  };
  const { priority, ...times } = before;
  const changes: Record<string, number | string | null> = {};
  if (now('priority') !== priority) changes['priority'] = now('priority') === '' ? null : Number(now('priority'));
  for (const [name, value] of Object.entries(times)) if (now(name) !== value) changes[name] = instantOf(now(name));
  return changes;
}

import type { Candidate } from '@darkroom/contracts';
import { html, nothing, type TemplateResult } from 'lit-html';

import type { HeldCard } from '../../../held/held-card.ts';
import { createActionKey } from '../../state/action-key.ts';
import { problemWords } from '../../state/call.ts';
import { resolveJob, type Way } from '../../state/held/resolve-job.ts';
import { sendAgainButton, sendAgainWords } from '../../words/actions/held.ts';
import { subject } from '../../words/job/job.ts';
import { ask, noteField, noteOf } from '../form/ask.ts';
import { shortened } from '../pieces/shortened.ts';

/** `done`: in words, what was decided. `onDone` is called when the question has closed. */
export type Decided = { done: (words: string) => void; onDone: () => void };

/** Asks before a held job is given up. */
export function askGiveUp(job: HeldCard, decided: Decided): void {
  const key = createActionKey();
  ask({
    title: 'Give this job up?',
    body: () =>
      html`${named(job)}
        <p>
          It ends as failed, and nothing more is sent. If Getty accepted the call after all, it stays paid, and its result is not fetched.
        </p>
        ${noteField()}`,
    confirm: 'Give it up',
    isFinal: true,
    act: (form) => decide(job, { action: 'fail' }, { form, key, words: 'Given up', decided }),
    onDone: decided.onDone,
  });
}

/** Asks before a held job is sent again, with its price. `fitting`: what Getty has that fits, if anything does. */
export function askSendAgain(
  job: HeldCard,
  { currency, fitting }: { currency: string | null; fitting: Candidate | undefined },
  decided: Decided,
): void {
  const key = createActionKey();
  ask({
    title: 'Send this job again?',
    body: () =>
      html`${named(job)}
        <p>${sendAgainWords([job], currency).join(' ')}</p>
        ${fitting ? html`<p class="trouble">Getty has a generation that fits. To go on with that one costs nothing.</p>` : nothing}${noteField()}`,
    confirm: sendAgainButton([job], currency),
    act: (form) => decide(job, { action: 'retry', confirm_cost: true }, { form, key, words: 'Sent again', decided }),
    onDone: decided.onDone,
  });
}

/** Asks before a held generation goes on with one that Getty has. `candidate`: as its history shows it, where it was found there. */
export function askAdopt(job: HeldCard, named_: { id: string; candidate?: Candidate | undefined }, decided: Decided): void {
  const key = createActionKey();
  const { id, candidate } = named_;
  const differs = candidate !== undefined && candidate.prompt !== null && !candidate.because.includes('prompt');
  let isMismatch = differs && candidate.fit !== 'certain';
  const asked = ask({
    title: 'Go on with this generation of Getty?',
    body: () =>
      html`${named(job)}
        <p>
          Darkroom takes the pictures of <code>${id}</code> as this job’s. The bill becomes charged: one paid call, and nothing is paid
          again.
        </p>
        ${differs ? html`<p>Getty has another prompt there: <q>${shortened(candidate.prompt ?? '', 280)}</q></p>` : nothing}
        ${isMismatch ? mismatch(!differs) : nothing}${noteField()}`,
    confirm: 'Go on with it',
    act: async (form) => {
      const way: Way = { action: 'adopt', generation_request_id: id, ...(form.has('mismatch') && { confirm_mismatch: true }) };
      const called = await resolveJob(job, way, { note: noteOf(form), key });
      if (!called.problem) return finish(job, 'Goes on with what Getty has', decided);
      if (called.problem.code !== 'looks_different') return problemWords(called.problem);
      isMismatch = true;
      asked.redraw();
      return 'Getty has another operation, source, prompt or product under this id. Nothing was changed.';
    },
    onDone: decided.onDone,
  });
}

/** Asks before a held download goes on with what Getty has of its image. */
export function askAdoptDownload(job: HeldCard, decided: Decided): void {
  const key = createActionKey();
  ask({
    title: 'Go on with Getty’s download of this image?',
    body: () =>
      html`${named(job)}
        <p>
          Darkroom asks Getty for the latest download of this image and takes its file, unless it is of another size. If there is one,
          nothing is paid again. If there is none, the job is held once more.
        </p>
        ${noteField()}`,
    confirm: 'Go on with it',
    act: (form) => decide(job, { action: 'adopt' }, { form, key, words: 'Goes on with what Getty has', decided }),
    onDone: decided.onDone,
  });
}

type Deciding = { form: FormData; key: (body: unknown) => string; words: string; decided: Decided };

async function decide(job: HeldCard, way: Way, { form, key, words, decided }: Deciding): Promise<string | null> {
  const { problem } = await resolveJob(job, way, { note: noteOf(form), key });
  return problem ? problemWords(problem) : finish(job, words, decided);
}

function finish(job: HeldCard, words: string, { done }: Decided): null {
  done(`${words}: ${shortened(subject(job), 80)}`);
  return null;
}

function named(job: HeldCard): TemplateResult {
  return html`<p class="held-named">${shortened(subject(job), 160)} <span class="quiet-words">of ${job.tenant}</span></p>`;
}

/** `isNew`: it was the server that found the difference. */
function mismatch(isNew: boolean): TemplateResult {
  return html`<label class="tick"
    ><input type="checkbox" name="mismatch" required ?autofocus=${isNew} /> Go on with it although it is not what was asked for</label
  >`;
}

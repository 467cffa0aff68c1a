import { copyButton } from './copy-button.js';
import { h } from './dom.js';

/** @typedef {import('../jobs/job-detail.ts').JobDetail['job']} Job */
/** @typedef {{action: string, confirm_cost?: boolean, generation_request_id?: string, confirm_mismatch?: boolean}} Way */

/** The three ways out of `held`, each with what it may cost. @param {Job} job @returns {HTMLElement} */
export function waysOut(job) {
  const sent = `darkroom:${job.id}.${job.run}.`; // what the worker puts into `notes`, but for the count of its passes
  const said = h('p', { class: 'ways-said', role: 'alert' });
  /** @param {Way} way */
  const go = async (way) => {
    said.textContent = '';
    const problem = await resolve(job.id, way);
    if (problem !== null) said.textContent = problem;
  };
  return h(
    'div',
    { class: 'ways' },
    h('p', {}, 'Nothing more is spent until someone decides. A late answer from Getty still counts.'),
    h('p', {}, 'Look in Getty’s history for notes with ', copyButton({ text: sent, label: sent, look: 'copy ways-sent' })),
    job.type === 'generation' ? adoptGeneration(go) : adoptDownload(go),
    sendAgain(go),
    h(
      'form',
      { class: 'way', onsubmit: submits(() => go({ action: 'fail' })) },
      h('p', {}, h('strong', {}, 'Give it up. '), 'It ends as failed. If Getty took it after all, it stays paid.'),
      h('button', { type: 'submit' }, 'Give it up'),
    ),
    said,
  );
}

/** @param {(way: Way) => Promise<void>} go */
function adoptGeneration(go) {
  const id = h('input', {
    name: 'generation',
    required: true,
    autocomplete: 'off',
    spellcheck: 'false',
    maxlength: 128,
    'aria-label': 'Getty’s generation id',
  });
  const mismatch = h('input', { type: 'checkbox', name: 'mismatch' });
  const way = () => ({ action: 'adopt', generation_request_id: id.value.trim(), ...(mismatch.checked && { confirm_mismatch: true }) });
  return h(
    'form',
    { class: 'way', onsubmit: submits(() => go(way())) },
    h(
      'p',
      {},
      h('strong', {}, 'Getty has it. '),
      'Its history names the generation by an id. Darkroom goes on with that one; nothing is paid again.',
    ),
    id,
    h('label', {}, mismatch, ' Also if it has another prompt or product'),
    h('button', { type: 'submit' }, 'Go on with it'),
  );
}

/** @param {(way: Way) => Promise<void>} go */
function adoptDownload(go) {
  return h(
    'form',
    { class: 'way', onsubmit: submits(() => go({ action: 'adopt' })) },
    h(
      'p',
      {},
      h('strong', {}, 'Getty has it. '),
      'Darkroom takes the image’s download, unless it is of another size; nothing is paid again.',
    ),
    h('button', { type: 'submit' }, 'Go on with it'),
  );
}

/** @param {(way: Way) => Promise<void>} go */
function sendAgain(go) {
  return h(
    'form',
    { class: 'way', onsubmit: submits(() => go({ action: 'retry', confirm_cost: true })) },
    h('p', {}, h('strong', {}, 'Send it again. '), 'If Getty had taken the first call, both are paid.'),
    h('label', {}, h('input', { type: 'checkbox', required: true }), ' It may be paid twice'),
    h('button', { type: 'submit' }, 'Send it again'),
  );
}

/** One decision at a time. @param {() => Promise<void>} act */
function submits(act) {
  return (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const button = /** @type {HTMLButtonElement} */ (event.submitter);
    button.disabled = true;
    void act().finally(() => (button.disabled = false));
  };
}

/** @param {string} id @param {Way} way @returns {Promise<string | null>} what stands in the way, in words; the page shows by itself what came of the rest */
async function resolve(id, way) {
  try {
    const answer = await fetch(`/jobs/${id}/resolve`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(way),
    });
    if (answer.status === 401) location.assign(`/login?next=${encodeURIComponent(location.pathname)}`);
    return answer.ok ? null : (await answer.json()).detail;
  } catch {
    return 'The dashboard does not answer. Nothing is known to have been done: look at the job again.';
  }
}

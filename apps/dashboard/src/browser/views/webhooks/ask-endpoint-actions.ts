import type { Delivery, EndpointWithSecret, Recovery } from '@darkroom/contracts';
import { html, nothing, type TemplateResult } from 'lit-html';

import { createActionKey } from '../../state/action-key.ts';
import { call, newIdempotencyKey, problemWords } from '../../state/call.ts';
import { instantOf, localTime } from '../../state/local-time.ts';
import type { EndpointCard } from '../../state/webhooks/webhook-types.ts';
import { counted } from '../../words/text/text.ts';
import { ask, noteField, noteOf } from '../form/ask.ts';
import { shortened } from '../pieces/shortened.ts';
import { showSecret } from './show-secret.ts';

type Done = (words: string) => void;

/** How long a tenant's events are kept. */
const FEED_MS = 72 * 3_600_000;
const MARGIN_MS = 60_000;

/** Sends a test event. `opened` gets its delivery, which shows what came back. */
export function askTest(endpoint: EndpointCard, opened: (delivery: Delivery) => void): void {
  const key = createActionKey();
  let made: Delivery | undefined;
  ask({
    title: 'Send a test event?',
    body: () =>
      html`${named(endpoint)}
        <p>It gets one webhook of the type <code>webhook.test</code>. You see next what it answers.</p>
        ${noteField()}`,
    confirm: 'Send it',
    act: async (form) => {
      const options = { method: 'POST', tenant: endpoint.tenant, note: noteOf(form), idempotencyKey: key(endpoint.id) } as const;
      const called = await call<Delivery>(`/v1/endpoints/${endpoint.id}/test`, options);
      if (called.problem) return problemWords(called.problem);
      made = called.data;
      return null;
    },
    onDone: () => made && opened(made),
  });
}

const OVERLAPS = [
  ['24h', 'for 24 hours'],
  ['1h', 'for an hour'],
  ['7d', 'for 7 days'],
  ['0s', 'not at all: it stops at once'],
] as const;

/** Asks before a secret is replaced. `path`: of the call; `what`: the thing that has the secret. */
export function askRotate({ path, tenant, what }: { path: string; tenant: string; what: string }, done: Done): void {
  const key = createActionKey();
  let secret: string | undefined;
  ask({
    title: 'Make a new secret?',
    body: () =>
      html`<p>${what}</p>
        <label class="field"
          ><span class="field-name">The previous one signs beside it</span>
          <select name="overlap">
            ${OVERLAPS.map(([value, words]) => html`<option value=${value}>${words}</option>`)}
          </select></label
        >
        <p>Meanwhile receivers can change over without a missed webhook.</p>
        ${noteField()}`,
    confirm: 'Make a new secret',
    act: async (form) => {
      const body = { overlap: form.get('overlap') };
      const options = { method: 'POST', body, tenant, note: noteOf(form), idempotencyKey: key(body) } as const;
      const called = await call<EndpointWithSecret>(path, options);
      if (called.problem) return problemWords(called.problem);
      secret = called.data.secret;
      return null;
    },
    onDone: () => {
      done('There is a new secret.');
      if (secret !== undefined) showSecret({ title: 'The new secret', secret });
    },
  });
}

/** Asks before an endpoint is enabled or disabled. */
export function askStatus(endpoint: EndpointCard, status: 'enabled' | 'disabled', done: Done): void {
  const isOn = status === 'enabled';
  ask({
    title: isOn ? 'Enable this endpoint?' : 'Disable this endpoint?',
    body: () =>
      html`${named(endpoint)}
        <p>
          ${isOn ? 'It gets webhooks again from now on. What it missed is sent by “Recover”.' : 'It gets nothing more, and what is on its way to it ends as refused. “Recover” sends that later.'}
        </p>
        ${noteField()}`,
    confirm: isOn ? 'Enable it' : 'Disable it',
    isFinal: !isOn,
    act: async (form) => {
      const options = { method: 'PATCH', body: { status }, tenant: endpoint.tenant, note: noteOf(form) } as const;
      const { problem } = await call(`/v1/endpoints/${endpoint.id}`, options);
      if (problem) return problemWords(problem);
      done(isOn ? 'The endpoint is enabled.' : 'The endpoint is disabled.');
      return null;
    },
  });
}

/** Asks before an endpoint is deleted. `done` is called once it is gone. */
export function askDelete(endpoint: EndpointCard, done: Done): void {
  ask({
    title: 'Delete this endpoint?',
    body: () =>
      html`${named(endpoint)}
        <p>It gets nothing more, and what is on its way to it ends as refused. This cannot be undone. Its deliveries stay in the list.</p>
        ${noteField()}`,
    confirm: 'Delete it',
    isFinal: true,
    act: async (form) => {
      const { problem } = await call(`/v1/endpoints/${endpoint.id}`, { method: 'DELETE', tenant: endpoint.tenant, note: noteOf(form) });
      if (problem) return problemWords(problem);
      done('The endpoint was deleted.');
      return null;
    },
  });
}

/** Asks since when to send again what an endpoint did not get, and does it step by step, in sight. */
export function askRecover(endpoint: EndpointCard, now: number, done: Done): void {
  const since = { opened: 0, sentAgain: 0 };
  const earliest = new Date(now - FEED_MS + MARGIN_MS).toISOString();
  const failing = endpoint.failing_since ?? endpoint.disabled?.at ?? new Date(now - 86_400_000).toISOString();
  const from = failing < earliest ? earliest : failing;
  const asked = ask({
    title: 'Send again what this endpoint did not get?',
    body: () =>
      html`${named(endpoint)}
        <label class="field"
          ><span class="field-name">Since (at most 72 hours ago)</span>
          <input name="since" type="datetime-local" required value=${localTime(from)} min=${localTime(earliest)}
        /></label>
        <p>Every event since then that it asks for and did not accept is sent, or sent again. What it accepted is not sent twice.</p>
        ${since.opened + since.sentAgain > 0 ? html`<p role="status">${recoveredWords(since)} so far.</p>` : nothing}${noteField()}`,
    confirm: 'Send them',
    act: async (form) => {
      const given = form.get('since');
      let next: string | null = instantOf(typeof given === 'string' ? given : '');
      while (next !== null) {
        const options = { method: 'POST', body: { since: next }, tenant: endpoint.tenant, note: noteOf(form) } as const;
        const called = await call<Recovery>(`/v1/endpoints/${endpoint.id}/recover`, { ...options, idempotencyKey: newIdempotencyKey() });
        if (called.problem) return problemWords(called.problem);
        since.opened += called.data.opened;
        since.sentAgain += called.data.sent_again;
        next = called.data.next_since;
        asked.redraw();
      }
      done(`${recoveredWords(since)}.`);
      return null;
    },
  });
}

function recoveredWords({ opened, sentAgain }: { opened: number; sentAgain: number }): string {
  return `${counted(sentAgain, 'webhook')} sent again, ${opened.toLocaleString()} for the first time`;
}

function named(endpoint: EndpointCard): TemplateResult {
  return html`<p><code>${shortened(endpoint.url, 200)}</code> <span class="quiet-words">of ${endpoint.tenant}</span></p>`;
}

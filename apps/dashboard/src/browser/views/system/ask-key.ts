import type { CreatedKey, Key, Scope } from '@darkroom/contracts';
import { html, type TemplateResult } from 'lit-html';

import { call, newIdempotencyKey, problemWords } from '../../state/call.ts';
import { ask, noteField, noteOf } from '../form/ask.ts';

/** What came of an action on a key, in words; of a new one also the key itself. */
export type KeyDone = (words: string, made?: { name: string; key: string }) => void;

const SCOPES: readonly (readonly [Scope, string])[] = [
  ['read', 'read jobs, batches, events and pictures'],
  ['submit', 'submit generations, downloads and batches: this costs money'],
  ['manage', 'cancel, run again, decide, change and remove jobs'],
  ['webhooks', 'endpoints, deliveries and the webhook secret'],
  ['admin', 'keys, budgets, audit and reconciliation'],
];

export function askNewKey({ tenants, tenant }: { tenants: readonly string[]; tenant: string | null }, done: KeyDone): void {
  const idempotencyKey = newIdempotencyKey();
  ask({
    title: 'Create an API key',
    body: () =>
      html`<label class="field"
          ><span class="field-name">Tenant</span>
          <input
            name="tenant"
            list="tenants-of-keys"
            required
            .value=${tenant ?? ''}
            autocomplete="off"
            autocapitalize="none"
            spellcheck="false"
        /></label>
        <datalist id="tenants-of-keys">${tenants.map((each) => html`<option value=${each}></option>`)}</datalist>
        ${fields(null)}${noteField()}`,
    confirm: 'Create',
    act: async (form) => {
      const options = { method: 'POST', body: bodyOf(form), tenant: textOf(form, 'tenant'), note: noteOf(form), idempotencyKey } as const;
      const { data, problem } = await call<CreatedKey>('/v1/keys', options);
      if (problem) return problemWords(problem);
      done(`The key ${data.name} was created.`, data.key === undefined ? undefined : { name: data.name, key: data.key });
      return null;
    },
  });
}

export function askChangeKey(key: Key, done: KeyDone): void {
  ask({
    title: `Change the key ${key.name}`,
    body: () =>
      html`${fields(key)}
        <p>It counts within a second in every process.</p>
        ${noteField()}`,
    confirm: 'Change',
    act: async (form) => {
      const body = { expires_at: null, rate_limit: null, ...bodyOf(form) };
      const { problem } = await call(`/v1/keys/${key.id}`, { method: 'PATCH', body, tenant: key.tenant, note: noteOf(form) });
      if (problem) return problemWords(problem);
      done(`The key ${key.name} was changed.`);
      return null;
    },
  });
}

export function askRevokeKey(key: Key, done: KeyDone): void {
  ask({
    title: `Revoke the key ${key.name}?`,
    body: () =>
      html`<p>Programs that use it are refused within a second, and their streams end. This cannot be undone.</p>
        ${noteField()}`,
    confirm: 'Revoke',
    isFinal: true,
    act: async (form) => {
      const { problem } = await call(`/v1/keys/${key.id}`, { method: 'DELETE', tenant: key.tenant, note: noteOf(form) });
      if (problem) return problemWords(problem);
      done(`The key ${key.name} was revoked.`);
      return null;
    },
  });
}

function fields(key: Key | null): TemplateResult {
  const expires = key?.expires_at ?? null;
  return html`<label class="field"
      ><span class="field-name">Name, such as the program that uses it</span>
      <input name="name" required maxlength="100" .value=${key?.name ?? ''} autocomplete="off"
    /></label>
    <fieldset class="choices">
      <legend class="field-name">May</legend>
      ${SCOPES.map(
        ([scope, words]) =>
          html`<label class="tick"
            ><input type="checkbox" name="scopes" value=${scope} .checked=${key?.scopes.includes(scope) ?? scope === 'read'} />
            <span><strong>${scope}</strong>: ${words}</span></label
          >`,
      )}
    </fieldset>
    <label class="field"
      ><span class="field-name">Ends (empty: never)</span>
      <input name="expires_at" type="datetime-local" .value=${expires === null ? '' : localTime(expires)}
    /></label>
    <label class="field"
      ><span class="field-name">Requests a minute (empty: the default)</span>
      <input name="rate_limit" type="number" min="1" max="100000000" .value=${key?.rate_limit == null ? '' : String(key.rate_limit)}
    /></label> `;
}

function bodyOf(form: FormData): Record<string, unknown> {
  const [expires, limit] = [textOf(form, 'expires_at'), textOf(form, 'rate_limit')];
  return {
    name: textOf(form, 'name'),
    scopes: form.getAll('scopes'),
    ...(expires !== '' && { expires_at: new Date(expires).toISOString() }),
    ...(limit !== '' && { rate_limit: Number(limit) }),
  };
}

function textOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value.trim() : '';
}

/** As `datetime-local` has it: in the reader's own time. */
function localTime(instant: string): string {
  const ms = Date.parse(instant);
  return new Date(ms - new Date(ms).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

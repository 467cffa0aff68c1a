import type { Key } from '@darkroom/contracts';
import { html, nothing, type TemplateResult } from 'lit-html';

import { readQuery } from '../../state/address.ts';
import type { Frame } from '../../state/frame.ts';
import { may } from '../../state/person.ts';
import type { Loaded } from '../../state/resource.ts';
import { copyButton } from '../pieces/copy-button.ts';
import { loaded, pageHead, pager } from '../pieces/parts.ts';
import { tenantChoice } from '../frame/tenant-choice.ts';
import { ago } from '../pieces/time.ts';
import { systemTabs } from './system-tabs.ts';

export type KeyList = { data: Key[]; next_cursor: string | null };
export type KeyActions = { create: () => void; change: (key: Key) => void; revoke: (key: Key) => void; forget: () => void };

type Shown = { list: Loaded<KeyList>; said: string | null; made: { name: string; key: string } | null };

/** The API keys. `now` in ms, by the server's clock. */
export function keysPage({ list, said, made }: Shown, frame: Frame, now: number, act: KeyActions): TemplateResult {
  const create = may('admin') ? html`<button type="button" class="button is-main" @click=${act.create}>Create a key…</button>` : nothing;
  const actions = html`${tenantChoice(frame, readQuery().get('tenant'))}${create}`;
  return html`${pageHead('API keys', 'Programs call the API with a key. Each belongs to one tenant.', actions)}${systemTabs()}
    ${made ? shownOnce(made, act.forget) : nothing}
    <p class="quiet-words">${said ?? nothing}</p>
    ${loaded(list, (page) => keys(page, now, act))}`;
}

function shownOnce({ name, key }: { name: string; key: string }, forget: () => void): TemplateResult {
  return html`<section class="once" aria-label="The new key">
    <p>This is the key <strong>${name}</strong>. Store it now: it is not shown again.</p>
    <code class="once-text">${key}</code>
    <p class="row-actions">
      ${copyButton({ text: key, label: 'Copy the key', look: 'button is-small' })}
      <button type="button" class="button is-small" @click=${forget}>Done</button>
    </p>
  </section>`;
}

function keys({ data, next_cursor: nextCursor }: KeyList, now: number, act: KeyActions): TemplateResult {
  const isFirst = !readQuery().has('cursor');
  if (data.length === 0) return html`<p class="nothing-here" data-ready>There is no key yet.</p>`;
  return html`<div class="table-frame" data-ready>
      <table class="table">
        <thead>
          <tr>
            <th scope="col">Key</th>
            <th scope="col">Tenant</th>
            <th scope="col">May</th>
            <th scope="col">Limit</th>
            <th scope="col">Last used</th>
            <th scope="col">Ends</th>
            <th scope="col"><span class="unseen">Actions</span></th>
          </tr>
        </thead>
        <tbody>
          ${data.map((key) => row(key, now, act))}
        </tbody>
      </table>
    </div>
    ${pager({ nextCursor, isFirst })}`;
}

function row(key: Key, now: number, act: KeyActions): TemplateResult {
  const { name, prefix, tenant, scopes, rate_limit: limit, last_used_at: usedAt, expires_at: expiresAt } = key;
  const canChange = may('admin') && key.source === 'api' && key.revoked_at === null;
  return html`<tr>
    <td><span class="row-name">${name}</span> ${state(key, now)} <span class="row-more code" title=${key.id}>${prefix}…</span></td>
    <td data-label="Tenant">${tenant}</td>
    <td data-label="May">${scopes.join(', ')}</td>
    <td data-label="Limit">${limit === null ? 'the default' : `${limit.toLocaleString()} a minute`}</td>
    <td data-label="Last used">${usedAt === null ? 'never' : ago(usedAt, now)}</td>
    <td data-label="Ends">${expiresAt === null ? 'never' : ago(expiresAt, now)}</td>
    <td>
      ${
        canChange
          ? html`<p class="row-actions">
              <button type="button" class="button is-small" @click=${() => act.change(key)}>
                Change…<span class="unseen"> ${name}</span>
              </button>
              <button type="button" class="button is-small" @click=${() => act.revoke(key)}>
                Revoke…<span class="unseen"> ${name}</span>
              </button>
            </p>`
          : nothing
      }
    </td>
  </tr>`;
}

function state({ source, revoked_at: revokedAt, expires_at: expiresAt }: Key, now: number): TemplateResult | typeof nothing {
  if (source === 'environment')
    return html`<span class="mark-word" title="It changes only there, with a restart">set by DARKROOM_API_KEYS</span>`;
  if (revokedAt !== null) return html`<span class="mark-word is-bad">revoked</span>`;
  return expiresAt !== null && Date.parse(expiresAt) <= now ? html`<span class="mark-word is-bad">expired</span>` : nothing;
}

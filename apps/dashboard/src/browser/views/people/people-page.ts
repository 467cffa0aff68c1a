import { html, nothing, type TemplateResult } from 'lit-html';

import type { ShownPerson } from '../../../people/present-person.ts';
import { readQuery } from '../../state/address.ts';
import type { Loaded } from '../../state/resource.ts';
import { coverWords } from '../../words/system/people.ts';
import { capitalized } from '../../words/text/text.ts';
import { copyButton } from '../pieces/copy-button.ts';
import { loaded, pageHead, pager } from '../pieces/parts.ts';
import { systemTabs } from '../system/system-tabs.ts';
import { ago } from '../pieces/time.ts';

export type PeopleList = { data: ShownPerson[]; next_cursor: string | null; settings_person: string };

export type PeopleActions = {
  add: () => void;
  change: (person: ShownPerson) => void;
  disable: (person: ShownPerson) => void;
  remove: (person: ShownPerson) => void;
  link: (person: ShownPerson) => void;
  sessions: (of: { id: string; name: string }) => void;
  /** The link that is shown has been copied. */
  forget: () => void;
};

type Shown = { list: Loaded<PeopleList>; said: string | null; link: { name: string; address: string } | null };

/** The people who may log in. `now` in ms, by the server's clock. */
export function peoplePage({ list, said, link }: Shown, now: number, act: PeopleActions): TemplateResult {
  const add = html`<button type="button" class="button is-main" @click=${act.add}>Add a person…</button>`;
  return html`${pageHead('People', 'Who may log in, and what they may do and see.', add)}${systemTabs()}
    ${link ? shownOnce(link, act.forget) : nothing}
    <p class="quiet-words">${said ?? nothing}</p>
    ${loaded(list, (page) => people(page, now, act))}`;
}

function shownOnce({ name, address }: { name: string; address: string }, forget: () => void): TemplateResult {
  return html`<section class="once" aria-label="The link for ${name}">
    <p>
      Give this link to <strong>${name}</strong>. It sets their password once, within seven days, and is not shown again: whoever has it can
      use it.
    </p>
    <code class="once-text">${address}</code>
    <p class="row-actions">
      ${copyButton({ text: address, label: 'Copy the link', look: 'button is-small' })}
      <button type="button" class="button is-small" @click=${forget}>Done</button>
    </p>
  </section>`;
}

function people({ data, next_cursor: nextCursor, settings_person: first }: PeopleList, now: number, act: PeopleActions): TemplateResult {
  const isFirst = !readQuery().has('cursor');
  return html`<div class="table-frame" data-ready>
      <table class="table">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Role</th>
            <th scope="col">Sees</th>
            <th scope="col">Last login</th>
            <th scope="col"><span class="unseen">Actions</span></th>
          </tr>
        </thead>
        <tbody>
          ${isFirst ? settingsRow(first, act) : nothing}${data.map((person) => row(person, now, act))}
        </tbody>
      </table>
    </div>
    ${pager({ nextCursor, isFirst })}`;
}

function settingsRow(name: string, act: PeopleActions): TemplateResult {
  const sessions = () => act.sessions({ id: 'settings', name });
  return html`<tr>
    <td>
      <span class="row-name">${name}</span>
      <span class="row-more">Set by DASHBOARD_USER. Changes only there, so that somebody can always log in.</span>
    </td>
    <td data-label="Role">Admin</td>
    <td data-label="Sees">All tenants</td>
    <td data-label="Last login">in the <a href="/system/audit?action=person.login&amp;target=${encodeURIComponent(name)}">audit</a></td>
    <td>
      <p class="row-actions"><button type="button" class="button is-small" @click=${sessions}>Sessions…</button></p>
    </td>
  </tr>`;
}

function row(person: ShownPerson, now: number, act: PeopleActions): TemplateResult {
  const { name, email, role, tenants, last_login_at: loginAt } = person;
  const button = (word: string, does: (of: ShownPerson) => void) =>
    html`<button type="button" class="button is-small" @click=${() => does(person)}>
      ${word}…<span class="unseen"> (${name})</span>
    </button>`;
  return html`<tr>
    <td>
      <span class="row-name">${name}</span> ${state(person, now)} ${email === null ? nothing : html`<span class="row-more">${email}</span>`}
    </td>
    <td data-label="Role">${capitalized(role)}</td>
    <td data-label="Sees">${coverWords(tenants)}</td>
    <td data-label="Last login">${loginAt === null ? 'never' : ago(loginAt, now)}</td>
    <td>
      <p class="row-actions">
        ${button('Change', act.change)}${button('New link', act.link)}${button('Sessions', act.sessions)}
        ${button(person.disabled_at === null ? 'Disable' : 'Enable', act.disable)}${button('Remove', act.remove)}
      </p>
    </td>
  </tr>`;
}

/** What keeps a person from logging in. */
function state(person: ShownPerson, now: number): TemplateResult | typeof nothing {
  if (person.is_shadowed) return html`<span class="mark-word is-bad">cannot log in: DASHBOARD_USER has this name</span>`;
  if (person.disabled_at !== null) return html`<span class="mark-word is-bad">disabled</span>`;
  if (person.has_password || person.subject !== null) return nothing;
  const isInvited = person.invited_until !== null && Date.parse(person.invited_until) > now;
  return html`<span class="mark-word">${isInvited ? 'has not used the link yet' : 'has no password'}</span>`;
}

import { html, nothing, type TemplateResult } from 'lit-html';

import type { Account } from '../../../people/account-data.ts';
import type { ShownSession } from '../../../people/present-person.ts';
import type { Loaded } from '../../state/resource.ts';
import { coverWords, roleWords } from '../../words/system/people.ts';
import { loaded, pageHead } from '../pieces/parts.ts';
import { sessionTable } from './sessions.ts';

export type AccountActions = {
  changePassword: () => void;
  end: (session: ShownSession) => void;
  endOthers: () => void;
  endAll: () => void;
};

/** What a person sees of their own. `now` in ms, by the server's clock. */
export function accountPage(
  { account, said }: { account: Loaded<Account>; said: string | null },
  now: number,
  act: AccountActions,
): TemplateResult {
  return html`${pageHead('Your account')}
    <p class="quiet-words">${said ?? nothing}</p>
    ${loaded(account, (own) => html`<div data-ready>${facts(own, act)}${sessions(own, now, act)}</div>`)}`;
}

function facts(own: Account, act: AccountActions): TemplateResult {
  return html`<section class="panel">
    <h2>${own.name}</h2>
    <dl class="facts">
      <dt>Role</dt>
      <dd>${roleWords(own.role)}</dd>
      <dt>Sees</dt>
      <dd>${coverWords(own.tenants)}</dd>
      ${
        own.email === null
          ? nothing
          : html`<dt>E-mail</dt>
              <dd>${own.email}</dd>`
      }
      <dt>Password</dt>
      <dd>${passwordWords(own)}</dd>
    </dl>
    ${
      own.source === 'people' && own.has_password
        ? html`<button type="button" class="button" @click=${act.changePassword}>Change your password…</button>`
        : nothing
    }
  </section>`;
}

function passwordWords({ source, has_password: hasPassword }: Account): string {
  if (source === 'settings') return 'The setting DASHBOARD_PASSWORD. It changes only there.';
  return hasPassword ? 'Set by you' : 'None: you log in by single sign-on. An admin can make a link with which you set one.';
}

function sessions({ sessions: open }: Account, now: number, act: AccountActions): TemplateResult {
  return html`<section class="panel">
    <h2>Where you are logged in</h2>
    ${sessionTable(open, now, act.end)}
    <p class="row-actions">
      ${open.length > 1 ? html`<button type="button" class="button" @click=${act.endOthers}>End all others…</button>` : nothing}
      <button type="button" class="button" @click=${act.endAll}>End all, this one too…</button>
    </p>
  </section>`;
}

import { html, nothing, type TemplateResult } from 'lit-html';

import type { ShownSession } from '../../../people/present-person.ts';
import { agentWords } from '../../words/system/people.ts';
import { ago } from '../pieces/time.ts';

/** Sessions as a table; `end` ends one, where that can be done from here. `now` in ms. */
export function sessionTable(sessions: readonly ShownSession[], now: number, end?: (session: ShownSession) => void): TemplateResult {
  if (sessions.length === 0) return html`<p class="nothing-here">No session is open.</p>`;
  return html`<div class="table-frame">
    <table class="table">
      <thead>
        <tr>
          <th scope="col">Browser</th>
          <th scope="col">Address</th>
          <th scope="col">Logged in</th>
          <th scope="col">Last used</th>
          <th scope="col">Ends</th>
          ${end ? html`<th scope="col"><span class="unseen">Actions</span></th>` : nothing}
        </tr>
      </thead>
      <tbody>
        ${sessions.map((session) => row(session, now, end))}
      </tbody>
    </table>
  </div>`;
}

function row(session: ShownSession, now: number, end: ((session: ShownSession) => void) | undefined): TemplateResult {
  return html`<tr>
    <td title=${session.agent}>
      <span class="row-name">${agentWords(session.agent)}</span>
      ${session.is_this ? html`<span class="mark-word is-good">this one</span>` : nothing}
    </td>
    <td data-label="Address">${session.ip ?? 'unknown'}</td>
    <td data-label="Logged in">${ago(session.created_at, now)}${session.way === 'provider' ? ', by single sign-on' : nothing}</td>
    <td data-label="Last used">${ago(session.last_seen_at, now)}</td>
    <td data-label="Ends">${ago(session.ends_at, now)}</td>
    ${
      end
        ? html`<td>
            <p class="row-actions">
              <button type="button" class="button is-small" @click=${() => end(session)}>
                End…<span class="unseen"> this session</span>
              </button>
            </p>
          </td>`
        : nothing
    }
  </tr>`;
}

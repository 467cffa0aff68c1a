import { html, nothing, type TemplateResult } from 'lit-html';

import type { ShownProcess, SystemState } from '../../../system/system-data.ts';
import type { ShownSetting } from '../../../system/shown-settings.ts';
import type { Loaded } from '../../state/resource.ts';
import { bytesWords, durabilityWords, roleOfRedis } from '../../words/system/system.ts';
import { duration } from '../../words/text/time.ts';
import { loaded, pageHead } from '../pieces/parts.ts';
import { ago } from '../pieces/time.ts';
import { systemTabs } from './system-tabs.ts';

/** What runs, and on what. `now` in ms, by the server's clock. */
export function systemPage(state: Loaded<SystemState>, now: number): TemplateResult {
  return html`${pageHead('System', 'What runs, in which version, and what Redis promises.')}${systemTabs()}
  ${loaded(
    state,
    (system) =>
      html`<div data-ready>
        ${processes(system.processes, now)}
        <div class="panels">${redis(system)}${archive(system, now)}</div>
        ${system.settings === null ? nothing : settings(system.settings)}
      </div>`,
  )}`;
}

function processes(all: readonly ShownProcess[], now: number): TemplateResult {
  const versions = new Set(all.filter((one) => !one.is_missing).map(({ version }) => version));
  return html`<section class="panel">
    <h2>Processes</h2>
    ${versions.size > 1 ? html`<p class="problems">Several versions run side by side: ${[...versions].join(', ')}.</p>` : nothing}
    <table class="table">
      <thead>
        <tr>
          <th scope="col">Process</th>
          <th scope="col">Version</th>
          <th scope="col">Host</th>
          <th scope="col">Runs since</th>
          <th scope="col">Last sign</th>
        </tr>
      </thead>
      <tbody>
        ${all.map((one) => processRow(one, now))}
      </tbody>
    </table>
  </section>`;
}

function processRow({ app, version, host, pid, ...one }: ShownProcess, now: number): TemplateResult {
  const mark = one.is_missing
    ? html`<span class="mark-word is-bad">gives no sign</span>`
    : html`<span class="mark-word is-good">runs</span>`;
  return html`<tr>
    <td><span class="row-name">${app}</span> ${mark}</td>
    <td data-label="Version">${version}</td>
    <td data-label="Host">${host}, process ${pid}</td>
    <td data-label="Runs since">${ago(one.started_at, now)}</td>
    <td data-label="Last sign">${ago(one.seen_at, now)}</td>
  </tr>`;
}

function redis({ redis: { facts, ...state } }: SystemState): TemplateResult {
  const limit = facts?.mostBytes ? ` of ${bytesWords(facts.mostBytes)}` : ', without a limit';
  return html`<section class="panel">
    <h2>Redis</h2>
    ${state.problem === null ? nothing : html`<p class="problems">${state.problem}</p>`}
    <dl class="facts">
      ${fact('State', state.is_ready ? html`<span class="mark-word is-good">ready</span>` : html`<span class="mark-word is-bad">not ready</span>`)}
      ${fact('Durability', durabilityWords(state.durability))} ${fact('Version', facts?.version)}
      ${fact('Role', facts && roleOfRedis(facts))}
      ${fact('Memory', facts?.usedBytes == null ? null : `${bytesWords(facts.usedBytes)}${limit}`)}
      ${fact('When memory is full', state.eviction_policy === 'noeviction' ? 'refuses writes and loses nothing' : state.eviction_policy)}
      ${fact('Keys evicted', facts?.evictedKeys?.toLocaleString())} ${fact('Keys', facts?.keys?.toLocaleString())}
      ${fact('Last write to disk', facts?.lastAppend)}
      ${fact('Our commands', state.commands === 'unknown' ? null : `called as ${state.commands}`)}
      ${fact('Connections', facts?.clients?.toLocaleString())}
      ${fact('Runs for', facts?.uptimeSeconds == null ? null : duration(facts.uptimeSeconds * 1_000))}
    </dl>
  </section>`;
}

/** A line, where there is a value. */
function fact(name: string, value: unknown): TemplateResult | typeof nothing {
  if (value === null || value === undefined) return nothing;
  return html`<dt>${name}</dt>
    <dd>${value}</dd>`;
}

function archive({ archive: { place, pending, overdue_since: overdue } }: SystemState, now: number): TemplateResult {
  return html`<section class="panel">
    <h2>Archive</h2>
    ${
      place === null
        ? html`<p>There is none: files are at Getty only, for about six months.</p>`
        : html`<dl class="facts">
            <dt>Place</dt>
            <dd class="code">${place}</dd>
            <dt>Copies to make</dt>
            <dd>${pending.toLocaleString()}</dd>
            ${
              overdue === null
                ? nothing
                : html`<dt>Oldest is due since</dt>
                    <dd>${ago(overdue, now)}</dd>`
            }
          </dl>`
    }
  </section>`;
}

function settings(all: readonly ShownSetting[]): TemplateResult {
  return html`<section class="panel">
    <h2>Settings of this dashboard</h2>
    <p class="quiet-words">As they are in effect; of a secret, only whether it is set. Other processes may have other settings.</p>
    <dl class="facts has-long-names">
      ${all.map(
        ({ name, value, is_secret: isSecret, is_set: isSet }) =>
          html`<dt class="code">${name}</dt>
            <dd>${settingWords({ value, isSecret, isSet })}</dd>`,
      )}
    </dl>
  </section>`;
}

function settingWords({ value, isSecret, isSet }: { value: string | null; isSecret: boolean; isSet: boolean }): TemplateResult | string {
  if (isSecret) return isSet ? 'set (secret)' : 'not set';
  return value === null ? 'not set' : html`<span class="code">${value}</span>`;
}

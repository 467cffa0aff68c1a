import type { Endpoint, EndpointWithSecret } from '@darkroom/contracts';
import { html, nothing, type TemplateResult } from 'lit-html';

import { createActionKey } from '../../state/action-key.ts';
import { call, problemWords } from '../../state/call.ts';
import { EVENT_TYPES } from '../../words/system/webhooks.ts';
import { ask, noteField, noteOf } from '../form/ask.ts';
import { showSecret } from './show-secret.ts';

/** What the form says, as the API takes it. */
type Given = { url: string; description: string | null; events: string[] | null };

/** Asks for a new endpoint, and shows its secret once. `tenants`: those that a person may choose among. */
export function askNewEndpoint({ tenant, tenants }: { tenant: string | null; tenants: string[] }, done: (made: Endpoint) => void): void {
  const key = createActionKey();
  let made: EndpointWithSecret | undefined;
  const events = eventChoice(null, () => asked.redraw());
  const asked = ask({
    title: 'Add an endpoint',
    body: () =>
      html`${tenantField(tenant, tenants)}${fields(null)}${events.view()}
        <p>Its secret is shown next, once.</p>
        ${noteField()}`,
    confirm: 'Add it',
    act: async (form) => {
      const body = { ...read(form, events.chosen()) };
      const given = {
        url: body.url,
        ...(body.description && { description: body.description }),
        ...(body.events && { events: body.events }),
      };
      const of = form.get('tenant');
      const options = { method: 'POST', body: given, tenant: typeof of === 'string' ? of.trim() : tenant, note: noteOf(form) } as const;
      const called = await call<EndpointWithSecret>('/v1/endpoints', { ...options, idempotencyKey: key([options.tenant, given]) });
      if (called.problem) return problemWords(called.problem);
      made = called.data;
      return null;
    },
    onDone: () => {
      if (!made) return;
      const { secret, ...endpoint } = made;
      done(endpoint);
      showSecret({ title: 'The secret of the new endpoint', secret });
    },
  });
}

/** Asks what to change of an endpoint. `endpoint`: with its whole URL. */
export function askChangeEndpoint(endpoint: Endpoint, done: (words: string) => void): void {
  const events = eventChoice(endpoint.events, () => asked.redraw());
  const asked = ask({
    title: 'Change this endpoint',
    body: () =>
      html`${fields(endpoint)}${events.view()}
        <p>Later tries go to the new address, also of what is on its way.</p>
        ${noteField()}`,
    confirm: 'Change it',
    act: async (form) => {
      const { problem } = await call(`/v1/endpoints/${endpoint.id}`, {
        method: 'PATCH',
        body: read(form, events.chosen()),
        tenant: endpoint.tenant,
        note: noteOf(form),
      });
      if (problem) return problemWords(problem);
      done('The endpoint was changed.');
      return null;
    },
  });
}

function read(form: FormData, events: string[] | null): Given {
  const text = (name: string): string => {
    const given = form.get(name);
    return typeof given === 'string' ? given.trim() : '';
  };
  return { url: text('url'), description: text('description') || null, events };
}

function tenantField(tenant: string | null, tenants: string[]): TemplateResult | typeof nothing {
  if (tenant !== null) return html`<p class="quiet-words">For the tenant ${tenant}</p>`;
  return html`<label class="field"
    ><span class="field-name">Tenant</span>
    <input
      name="tenant"
      required
      maxlength="64"
      list="known-tenants"
      autocomplete="off"
      value=${tenants.length === 1 ? tenants[0]! : nothing}
    />
    <datalist id="known-tenants">${tenants.map((each) => html`<option value=${each}></option>`)}</datalist>
  </label>`;
}

function fields(endpoint: Endpoint | null): TemplateResult {
  return html`<label class="field"
      ><span class="field-name">Address</span>
      <input
        name="url"
        type="url"
        required
        maxlength="2048"
        placeholder="https://example.com/hooks"
        value=${endpoint?.url ?? ''}
        autocomplete="off"
    /></label>
    <label class="field"
      ><span class="field-name">What it is for (optional)</span>
      <input name="description" maxlength="500" value=${endpoint?.description ?? ''} autocomplete="off"
    /></label>`;
}

/** The choice of events: the default, all, or some. */
function eventChoice(now: Endpoint['events'], redraw: () => void) {
  let kind: 'default' | 'all' | 'some' = now === null ? 'default' : now.includes('*') ? 'all' : 'some';
  const some = new Set<string>(now ?? []);
  const choose = (next: typeof kind) => (): void => {
    kind = next;
    redraw();
  };
  const toggle =
    (name: string) =>
    (event: Event): void => {
      if ((event.currentTarget as HTMLInputElement).checked) some.add(name);
      else some.delete(name);
    };
  const option = (value: typeof kind, words: string): TemplateResult =>
    html`<label class="tick"><input type="radio" name="events" .checked=${kind === value} @change=${choose(value)} /> ${words}</label>`;
  return {
    chosen: (): string[] | null => (kind === 'default' ? null : kind === 'all' ? ['*'] : [...some]),
    view: (): TemplateResult => {
      // What is there already may be a pattern such as `generation.*`.
      const names = [...new Set<string>([...some].filter((each) => each !== '*')), ...EVENT_TYPES];
      return html`<fieldset class="hooks-choice">
        <legend class="field-name">Events</legend>
        ${option('default', 'Ends of jobs, held jobs, completed batches')}${option('all', 'All events')}${option('some', 'These:')}
        ${
          kind === 'some'
            ? html`<div class="hooks-names">
                ${[...new Set(names)].map((name) => html`<label class="tick"><input type="checkbox" ?checked=${some.has(name)} @change=${toggle(name)} /> ${name}</label>`)}
              </div>`
            : nothing
        }
      </fieldset>`;
    },
  };
}

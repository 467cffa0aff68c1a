import { html } from 'lit-html';

import type { ShownPerson } from '../../../people/present-person.ts';
import { call, newIdempotencyKey, problemWords } from '../../state/call.ts';
import { ask, noteField, noteOf } from '../form/ask.ts';
import { personBody, personFields } from './person-fields.ts';

/** What came of an action on a person: in words, and where there is a new one, a link that is shown once. */
export type Done = (words: string, link?: { name: string; code: string }) => void;

type Made = { person: ShownPerson; code?: string };

export function askNewPerson(tenants: readonly string[], done: Done): void {
  const idempotencyKey = newIdempotencyKey();
  ask({
    title: 'Add a person',
    body: () =>
      html`${personFields(null, tenants)}
        <p>You get a link for them, once. With it they set their own password.</p>
        ${noteField()}`,
    confirm: 'Add',
    act: async (form) => {
      const { data, problem } = await call<Made>('/data/people', {
        method: 'POST',
        body: personBody(form, null),
        note: noteOf(form),
        idempotencyKey,
      });
      if (problem) return problemWords(problem);
      done(`${data.person.name} was added.`, data.code === undefined ? undefined : { name: data.person.name, code: data.code });
      return null;
    },
  });
}

export function askChange(person: ShownPerson, tenants: readonly string[], done: Done): void {
  ask({
    title: `Change ${person.name}`,
    body: () =>
      html`${personFields(person, tenants)}
        <p>Their sessions end, so they have to log in again.</p>
        ${noteField()}`,
    confirm: 'Change',
    act: async (form) => {
      const { problem } = await call(`/data/people/${person.id}`, { method: 'PATCH', body: personBody(form, person), note: noteOf(form) });
      if (problem) return problemWords(problem);
      done(`${person.name} was changed.`);
      return null;
    },
  });
}

export function askDisable(person: ShownPerson, done: Done): void {
  const isDisabled = person.disabled_at !== null;
  ask({
    title: isDisabled ? `Let ${person.name} log in again?` : `Disable ${person.name}?`,
    body: () =>
      html`<p>
          ${
            isDisabled
              ? 'They log in with the password that they had.'
              : 'They can no longer log in, and their sessions end within a second. What they did stays in the audit.'
          }
        </p>
        ${noteField()}`,
    confirm: isDisabled ? 'Enable' : 'Disable',
    act: async (form) => {
      const body = { disabled: !isDisabled };
      const { problem } = await call(`/data/people/${person.id}`, { method: 'PATCH', body, note: noteOf(form) });
      if (problem) return problemWords(problem);
      done(`${person.name} was ${isDisabled ? 'enabled' : 'disabled'}.`);
      return null;
    },
  });
}

export function askRemove(person: ShownPerson, done: Done): void {
  ask({
    title: `Remove ${person.name}?`,
    body: () =>
      html`<p>This cannot be undone. Their sessions end; what they did stays in the audit under their name.</p>
        ${noteField()}`,
    confirm: 'Remove',
    isFinal: true,
    act: async (form) => {
      const { problem } = await call(`/data/people/${person.id}`, { method: 'DELETE', note: noteOf(form) });
      if (problem) return problemWords(problem);
      done(`${person.name} was removed.`);
      return null;
    },
  });
}

export function askLink(person: ShownPerson, done: Done): void {
  ask({
    title: `Make a new link for ${person.name}?`,
    body: () =>
      html`<p>
          With it they set a new password, once, within seven days. A link from before no longer works; their present password works until
          then.
        </p>
        ${noteField()}`,
    confirm: 'Make a link',
    act: async (form) => {
      const { data, problem } = await call<Required<Made>>(`/data/people/${person.id}/invite`, { method: 'POST', note: noteOf(form) });
      if (problem) return problemWords(problem);
      done(`There is a new link for ${person.name}.`, { name: person.name, code: data.code });
      return null;
    },
  });
}

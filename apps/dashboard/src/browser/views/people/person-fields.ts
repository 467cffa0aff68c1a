import { html, nothing, type TemplateResult } from 'lit-html';

import type { ShownPerson } from '../../../people/present-person.ts';
import { ROLE_NAMES, roleWords } from '../../words/system/people.ts';

/** The fields of a person; `person` as they are, or null for a new one. `tenants`: names to choose from. */
export function personFields(person: ShownPerson | null, tenants: readonly string[]): TemplateResult {
  return html`${person ? nothing : nameField()}
    <label class="field"
      ><span class="field-name">Role</span>
      <select name="role">
        ${ROLE_NAMES.map((role) => html`<option value=${role} ?selected=${role === (person?.role ?? 'viewer')}>${roleWords(role)}</option>`)}
      </select></label
    >
    <fieldset class="choices">
      <legend class="field-name">Sees</legend>
      <label class="tick"><input type="radio" name="covers" value="all" .checked=${person?.tenants === null} required /> all tenants</label>
      <label class="tick"
        ><input type="radio" name="covers" value="some" .checked=${person !== null && person.tenants !== null} required /> only
        these:</label
      >
      <label class="field"
        ><span class="unseen">Tenants</span>
        <input
          name="tenants"
          list="known-tenants"
          .value=${person?.tenants?.join(', ') ?? ''}
          placeholder="acme, globex"
          autocomplete="off"
          autocapitalize="none"
          spellcheck="false"
      /></label>
      <datalist id="known-tenants">${tenants.map((tenant) => html`<option value=${tenant}></option>`)}</datalist>
    </fieldset>
    <label class="field"
      ><span class="field-name">E-mail address, for single sign-on (optional)</span>
      <input name="email" type="email" .value=${person?.email ?? ''} autocomplete="off"
    /></label>
    <label class="field"
      ><span class="field-name">Subject at the provider (optional; noted at the first single sign-on)</span>
      <input name="subject" .value=${person?.subject ?? ''} maxlength="255" autocomplete="off" autocapitalize="none" spellcheck="false"
    /></label>`;
}

function nameField(): TemplateResult {
  return html`<label class="field"
    ><span class="field-name">Name, to log in with</span>
    <input name="name" required maxlength="100" autocomplete="off" autocapitalize="none" spellcheck="false"
  /></label>`;
}

/** What was given in them, as the server takes it. The subject only if it is another: with a new address the one before is forgotten. */
export function personBody(form: FormData, person: ShownPerson | null): Record<string, unknown> {
  const text = (name: string): string => {
    const value = form.get(name);
    return typeof value === 'string' ? value.trim() : '';
  };
  const tenants = text('tenants')
    .split(/[\s,]+/)
    .filter((tenant) => tenant !== '');
  return {
    ...(form.has('name') && { name: text('name') }),
    role: text('role'),
    tenants: text('covers') === 'all' ? null : tenants,
    email: text('email') === '' ? null : text('email'),
    ...(text('subject') !== (person?.subject ?? '') && { subject: text('subject') === '' ? null : text('subject') }),
  };
}

import { html, nothing, type TemplateResult } from 'lit-html';

import type { CallProblem } from '../../state/call.ts';

/** What is wrong with each field, by its name. */
export type FieldErrors = ReadonlyMap<string, string>;

/** The errors of a refused request by the field that they are about: `/limit` and `/warn_at/0` belong to `limit` and `warn_at`. */
export function fieldErrors({ errors = [] }: Pick<CallProblem, 'errors'>): FieldErrors {
  return new Map(errors.map(({ pointer, detail }) => [pointer.split('/')[1] ?? '', detail]));
}

/** A field with its name, what is wrong with it, and a hint. `input` gets the attributes that connect it with both. */
export function fieldWith(
  { name, label, errors, hint }: { name: string; label: string; errors: FieldErrors; hint?: string },
  input: (described: { id: string; isWrong: boolean }) => TemplateResult,
): TemplateResult {
  const wrong = errors.get(name);
  const id = `about-${name}`;
  return html`<div class="field">
    <label class="field-name" for=${`field-${name}`}>${label}</label>
    ${input({ id, isWrong: wrong !== undefined })}
    <span class="field-about" id=${id}
      >${wrong === undefined ? (hint ?? nothing) : html`<b class="field-wrong">${label} ${wrong}.</b>`}</span
    >
  </div>`;
}

/** A line of text. */
export function textField(
  field: { name: string; label: string; errors: FieldErrors; hint?: string },
  {
    value = '',
    mode = 'text',
    list,
    type = 'text',
    onInput,
  }: { value?: string; mode?: string; list?: string; type?: string; onInput?: (text: string) => void } = {},
): TemplateResult {
  return fieldWith(
    field,
    ({ id, isWrong }) =>
      html`<input
        id=${`field-${field.name}`}
        name=${field.name}
        type=${type}
        .value=${value}
        inputmode=${mode}
        list=${list ?? nothing}
        autocomplete="off"
        spellcheck="false"
        aria-describedby=${id}
        aria-invalid=${isWrong ? 'true' : 'false'}
        @input=${(event: Event) => onInput?.((event.currentTarget as HTMLInputElement).value)}
      />`,
  );
}

/** A choice of one among a few. */
export function choiceField(
  field: { name: string; label: string; errors: FieldErrors; hint?: string },
  options: readonly (readonly [value: string, words: string])[],
  { value = '', onPick }: { value?: string; onPick?: (value: string) => void } = {},
): TemplateResult {
  return fieldWith(
    field,
    ({ id, isWrong }) =>
      html`<select
        id=${`field-${field.name}`}
        name=${field.name}
        aria-describedby=${id}
        aria-invalid=${isWrong ? 'true' : 'false'}
        @change=${(event: Event) => onPick?.((event.currentTarget as HTMLSelectElement).value)}
      >
        ${options.map(([each, words]) => html`<option value=${each} ?selected=${each === value}>${words}</option>`)}
      </select>`,
  );
}

/** What was given in a field of a form. */
export function given(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value.trim() : '';
}

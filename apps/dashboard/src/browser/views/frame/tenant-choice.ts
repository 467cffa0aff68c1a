import { html, nothing, type TemplateResult } from 'lit-html';

import { goTo, withQuery } from '../../state/address.ts';
import { tenantsToChoose } from '../../state/chosen-tenant.ts';
import type { Frame } from '../../state/frame.ts';
import { readPerson } from '../../state/person.ts';

/** The tenant that a page shows; kept in the address. What was open belongs to the tenant before, so `also` closes it. */
export function tenantChoice(
  { counts }: Pick<Frame, 'counts'>,
  tenant: string | null,
  also: Record<string, null> = {},
): TemplateResult | undefined {
  const tenants = tenantsToChoose(counts, tenant);
  if (tenants.length < 2 && tenant === null) return undefined;
  const choose = (event: Event): void => goTo(withQuery({ ...also, tenant: (event.currentTarget as HTMLSelectElement).value }));
  return html`<select class="tenants" aria-label="Tenant" .value=${tenant ?? ''} @change=${choose}>
    ${readPerson().tenants === null ? html`<option value="" ?selected=${tenant === null}>All tenants</option>` : nothing}
    ${tenants.map((each) => html`<option value=${each} ?selected=${each === tenant}>${each}</option>`)}
  </select>`;
}

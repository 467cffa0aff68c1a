import type { WebhookSecretShown } from '@darkroom/contracts';
import { html, nothing, type TemplateResult } from 'lit-html';

import { call, problemWords } from '../../state/call.ts';
import { tenantsToChoose } from '../../state/chosen-tenant.ts';
import type { Frame } from '../../state/frame.ts';
import { may } from '../../state/person.ts';
import { ask, noteField, noteOf } from '../form/ask.ts';
import { askRotate } from './ask-endpoint-actions.ts';
import { showSecret } from './show-secret.ts';

/**
 * The secret for webhooks that a tenant's jobs and batches name themselves. Only admins may read it, and each reading is in the audit. `chosen` is the
 * tenant that the page shows; where only one is known, there is nothing to choose.
 */
export function tenantSecret({ counts }: Frame, chosen: string | null, done: (words: string) => void): TemplateResult | typeof nothing {
  if (!may('admin')) return nothing;
  const [first, ...others] = tenantsToChoose(counts, chosen);
  const tenant = chosen ?? (others.length === 0 ? first : undefined);
  const rotate = (of: string) => () =>
    askRotate(
      { path: '/v1/webhook-secret/rotate', tenant: of, what: `It signs the webhooks that jobs and batches of ${of} name themselves.` },
      done,
    );
  return html`<section class="panel hooks-secret" aria-labelledby="hooks-secret">
    <h2 id="hooks-secret">Secret for webhooks of single jobs</h2>
    <p>Jobs and batches may name a webhook of their own. Each tenant has one secret for those.</p>
    ${
      tenant === undefined
        ? html`<p class="quiet-words">
            ${first === undefined ? 'The secret of a tenant can be shown after its first job.' : 'Choose a tenant above to see its secret.'}
          </p>`
        : html`<p class="hooks-actions">
            <button type="button" class="button" @click=${() => askRead(tenant)}>Show the secret of ${tenant}…</button>
            <button type="button" class="button" @click=${rotate(tenant)}>Make a new one…</button>
          </p>`
    }
  </section>`;
}

function askRead(tenant: string): void {
  let secret: string | undefined;
  ask({
    title: `Show the secret of ${tenant}?`,
    body: () =>
      html`<p>Whoever has it can sign webhooks in Darkroom’s name. That you read it is noted in the audit.</p>
        ${noteField()}`,
    confirm: 'Show it',
    act: async (form) => {
      const called = await call<WebhookSecretShown>('/v1/webhook-secret', { tenant, note: noteOf(form) });
      if (called.problem) return problemWords(called.problem);
      ({ secret } = called.data);
      return null;
    },
    onDone: () =>
      secret !== undefined && showSecret({ title: `The secret of ${tenant}`, secret, words: 'Keep it where nobody else reads it.' }),
  });
}

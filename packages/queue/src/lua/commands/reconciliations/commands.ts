import type { ReconciliationId, Tenant } from '@darkroom/contracts';

import { fields, text, textAs } from '../../answers.ts';
import { command, of, optional } from '../../command.ts';
import type { ActionKey, AuditNote } from '../shared.ts';
import type { Fields } from '../../../redis/fields.ts';

const first = { id: textAs<ReconciliationId>(), fields };

/** What a step adds to a reconciliation, or to a tenant's part of it. `differences`: as JSON. */
export type ViewChange = { id: string; tenant?: Tenant | undefined; add: Record<string, number>; differences: string[] };

export const reconciliationCommands = {
  start_reconciliation: command({
    takes: {
      id: of<ReconciliationId>(),
      fields: of<Fields>(),
      most: of<number>(),
      idempotency: optional<ActionKey>(),
      audit: optional<AuditNote>(),
    },
    answers: { started: { fields }, full: {}, replayed: first, reused: first },
  }),
  take_reconciliation: command({
    takes: { holder: of<string>(), lease: of<number>(), daily: of<ReconciliationId>(), delay: of<number>() },
    answers: { taken: { id: text }, none: {} },
  }),
  step_reconciliation: command({
    takes: {
      id: of<string>(),
      holder: of<string>(),
      step: of<number>(),
      lease: of<number>(),
      set: of<Fields>(),
      work: of<Fields>(),
      views: of<ViewChange[]>(),
      most: of<number>(),
      seen: optional<string>(),
      strays: optional<Fields>(),
      no_strays: optional<string[]>(),
      unseen: optional<string[]>(),
      reset: optional<boolean>(),
    },
    answers: { stepped: {}, lost: {} },
  }),
  put_off_reconciliation: command({
    takes: { id: of<string>(), holder: of<string>(), wait: of<number>(), work: of<Fields>() },
    answers: { put_off: {}, lost: {} },
  }),
  end_reconciliation: command({
    takes: { id: of<string>(), holder: of<string>(), status: of<'completed' | 'failed'>(), error: optional<string>() },
    answers: { ended: {}, more: {}, lost: {} },
  }),
};

import type { AuditAction, AuditChanges } from '@darkroom/contracts';

import { capitalized, spaced } from '../text/text.ts';

/** Where the plain words of an action are not enough. */
const OTHERWISE: Partial<Record<AuditAction, string>> = {
  'job.resolve': 'Held job decided',
  'endpoint.read_secret': 'Secret of an endpoint shown',
  'webhook_secret.read': 'Webhook secret shown',
  'webhook_secret.rotate': 'Webhook secret replaced',
  'endpoint.rotate': 'Secret of an endpoint replaced',
  'person.login': 'Logged in',
  'person.login_refused': 'Wrong password',
  'person.invite': 'Link for a password made',
  'person.set_password': 'Own password set',
  'person.end_sessions': 'Sessions ended',
  'limit.try': 'Limit or pause tried',
};

const DONE: Record<string, string> = {
  cancel: 'canceled',
  change: 'changed',
  create: 'created',
  delete: 'deleted',
  put: 'set',
  recover: 'recovered',
  redeliver: 'sent again',
  remove: 'removed',
  retry: 'run again',
  revoke: 'revoked',
  start: 'started',
  test: 'tested',
};

/** `key.revoke`: "Key revoked". */
export function actionWords(action: AuditAction): string {
  const [kind = '', deed = ''] = action.split('.');
  return OTHERWISE[action] ?? capitalized(`${spaced(kind)} ${DONE[deed] ?? spaced(deed)}`);
}

const MOST_VALUE = 120;

/** Each changed field in a line: "role: viewer → admin". */
export function changeWords(changes: AuditChanges): string[] {
  return Object.entries(changes).map(([field, { before, after }]) => {
    if (before === undefined && after === undefined) return `${spaced(field)} changed`;
    return before === undefined
      ? `${spaced(field)}: ${valueWords(after)}`
      : `${spaced(field)}: ${valueWords(before)} → ${valueWords(after)}`;
  });
}

function valueWords(value: AuditChanges[string]['after']): string {
  if (value === undefined || value === null || value === '') return 'none';
  const text = Array.isArray(value) ? value.join(', ') : String(value);
  return text.length > MOST_VALUE ? `${text.slice(0, MOST_VALUE)}…` : text;
}

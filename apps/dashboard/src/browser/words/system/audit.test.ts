import { AuditAction } from '@darkroom/contracts';
import { expect, test } from '@jest/globals';

import { actionWords, changeWords } from './audit.ts';

test('every action has plain words', () => {
  expect(AuditAction.options.map(actionWords).filter((words) => !/^[A-Z][a-z ]+$/.test(words))).toEqual([]);
  expect([actionWords('key.revoke'), actionWords('job.retry'), actionWords('person.login_refused')]).toEqual([
    'Key revoked',
    'Job run again',
    'Wrong password',
  ]);
});

test('a change names the field with its values, cut where they are long', () => {
  const changes = {
    role: { before: 'viewer', after: 'admin' },
    tenants: { after: ['acme', 'beta'] },
    password: {},
    url: { before: 'x', after: null },
  };
  expect(changeWords(changes)).toEqual(['role: viewer → admin', 'tenants: acme, beta', 'password changed', 'url: x → none']);
  expect(changeWords({ name: { after: 'x'.repeat(500) } })[0]).toHaveLength('name: '.length + 121);
});

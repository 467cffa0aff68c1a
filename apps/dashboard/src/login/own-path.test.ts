import { describe, expect, test } from '@jest/globals';

import { ownPath } from './own-path.ts';

describe('after the login, people go on to', () => {
  test.each([
    '/',
    '/?tenant=acme',
    '/jobs?status=held&q=a%20fox',
    '/jobs/',
    '/jobs/job_1',
    '/jobs/job_1/file',
    '/usage/budgets',
    '/system/audit?from=2026-11-01',
    '/account',
    '/deliveries/dlv_1',
    '/queues',
    '/queues/queue/generation?status=latest',
  ])('%s', (page) => {
    expect(ownPath(page)).toBe(page);
  });
});

describe('the overview takes the place of', () => {
  test.each([
    '/login',
    '/login/oidc',
    '/login/oidc/callback',
    '/login/oidc/callback?code=x',
    '/jobs/../login/oidc/callback',
    '/logout',
    '/data/jobs',
    '/v1/jobs',
    '/live',
    '/pictures/job_1/0',
    '/nowhere',
    '/queuesque',
    '//evil.example/',
    '//evil.example/jobs',
    '/\\evil.example/jobs',
    'https://evil.example/jobs',
    'jobs',
    '',
    undefined,
    ['/jobs'],
  ])('%j', (next) => {
    expect(ownPath(next)).toBe('/');
  });
});

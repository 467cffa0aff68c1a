import { readFileSync } from 'node:fs';

import { PROBLEMS } from '@darkroom/contracts';
import { expect, test } from '@jest/globals';

import { ApiError } from './api-error.ts';
import { apiErrorOf } from './problems.ts';
import * as client from '../index.ts';

const errorsPage = readFileSync(new URL('../../../../docs/errors.md', import.meta.url), 'utf8');
const fields = { status: 400, detail: 'No.', requestId: null, retryable: false, errors: [], retryAfterMs: null };

const exported: Record<string, unknown> = { ...client };

test('every code of the API, and of the page of errors, has a class of its own that the package exports', () => {
  const table = errorsPage.split('\n## HTTP problems\n')[1]!.split('\n## ')[0]!;
  const documented = [...table.matchAll(/^\| \d+ \| `(\w+)`/gm)].map(([, code]) => code!);
  expect(documented.toSorted()).toEqual(Object.keys(PROBLEMS).toSorted());
  for (const code of Object.keys(PROBLEMS) as (keyof typeof PROBLEMS)[]) {
    const error = apiErrorOf({ ...fields, code });
    const Class = exported[error.name] as typeof ApiError;
    expect([code, error instanceof Class, error instanceof ApiError]).toEqual([code, true, true]);
    expect([code, error.constructor === ApiError]).toEqual([code, false]);
  }
});

test('a code of a newer server is an ApiError with that code', () => {
  const error = apiErrorOf({ ...fields, code: 'brand_new' as 'not_found', errors: [{ pointer: '/prompt', detail: 'is required' }] });
  expect(error.constructor).toBe(ApiError);
  expect(error).toMatchObject({ code: 'brand_new', message: '400 brand_new: No.\n  /prompt is required' });
});

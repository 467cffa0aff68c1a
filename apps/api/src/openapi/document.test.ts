import { describe, expect, test } from '@jest/globals';

import { ROUTES } from '../routes.ts';
import { OPERATIONS } from './operations.ts';

const routes = Object.entries(ROUTES).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`));

describe('the description of the API', () => {
  test('has an operation for each route, and none for what there is not', () => {
    const operations = Object.keys(OPERATIONS).filter((route) => route.includes(' /v1/'));
    expect(operations.toSorted()).toEqual(routes.toSorted());
  });
});

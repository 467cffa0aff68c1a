import { expect, test } from '@jest/globals';

import { hasTypeOf, mayHaveDone, operationOfType } from './generation-type.ts';
import { Operation } from './operation.ts';

test.each([
  ['text_to_image', ['generate']],
  ['influence_color_by_image', ['influence_color']],
  ['background_generation', ['background_generation']],
  ['background_replacement', ['background_replacement']],
  ['influence_outline_by_image', []],
  ['something_new', Operation.options],
  [null, Operation.options],
])('the type %s is that of %j', (type, operations) => {
  expect(Operation.options.filter((operation) => hasTypeOf(type, operation))).toEqual(operations);
});

test('a background replacement may have any type, since Getty documents none', () => {
  const types = Operation.options.flatMap((one) => (mayHaveDone('refine', one) ? [one] : []));
  expect(types).toEqual(['refine', 'background_replacement']);
  expect(mayHaveDone('influence_outline_by_image', 'background_replacement')).toBe(true);
});

test('a missing type counts as a generation from a prompt', () => {
  expect([null, 'something_new', 'refine'].map(operationOfType)).toEqual(['generate', 'generate', 'refine']);
});

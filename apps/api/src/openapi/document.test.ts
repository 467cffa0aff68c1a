import { describe, expect, test } from '@jest/globals';

import { ROUTES } from '../routes.ts';
import { closedDocument, errorsOf } from '../test/closed-document.ts';
import { OPERATIONS } from './operations.ts';
import type { Json } from './describe/schema-book.ts';

const routes = Object.entries(ROUTES).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`));

describe('the description of the API', () => {
  test('has an operation for each route, and none for what there is not', () => {
    const operations = Object.keys(OPERATIONS).filter((route) => route.includes(' /v1/'));
    expect(operations.toSorted()).toEqual(routes.toSorted());
  });

  test('names the scope of each call that needs a key', () => {
    const named = Object.entries(closedDocument.paths).flatMap(([path, methods]) =>
      Object.entries(methods as Record<string, { security: unknown }>).map(([method, { security }]) => ({
        call: `${method} ${path}`,
        security: JSON.stringify(security),
        wanted: path.startsWith('/v1/') ? /^\[{"apiKey":\["(read|submit|manage|webhooks|admin)"\]}\]$/ : /^\[\]$/,
      })),
    );
    expect(named.filter(({ security, wanted }) => !wanted.test(security))).toEqual([]);
  });

  test('has an example of each JSON body, each valid, and without a field that is not described', () => {
    const bodies = jsonBodiesOf(closedDocument);
    expect(bodies.length).toBeGreaterThan(50);
    for (const { at, schema, examples } of bodies) {
      expect([at, examples.length > 0]).toEqual([at, true]);
      for (const example of examples) expect({ at, errors: errorsOf(schema, example) }).toEqual({ at, errors: undefined });
    }
  });
});

/** Every JSON body in the document, wherever it stands. */
function jsonBodiesOf(part: unknown, at = ''): { at: string; schema: Json; examples: unknown[] }[] {
  if (typeof part !== 'object' || part === null) return [];
  return Object.entries(part).flatMap(([name, inner]: [string, unknown]) => {
    if (!/^application\/(problem\+)?json$/.test(name)) return jsonBodiesOf(inner, `${at}/${name}`);
    const { schema, example, examples = {} } = inner as { schema: Json; example?: unknown; examples?: Record<string, { value: unknown }> };
    const shown = Object.values(examples).map(({ value }) => value);
    return [{ at, schema, examples: example === undefined ? shown : [example, ...shown] }];
  });
}

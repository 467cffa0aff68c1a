import { readFile } from 'node:fs/promises';

import { Darkroom } from '@darkroom/client';
import { generateApiTypes } from '@darkroom/client-generator';
import { expect, test } from '@jest/globals';

import { createDocument } from './document.ts';

const document = createDocument() as { paths: Record<string, Record<string, unknown>> };

test('the types of the published client are those of the description (else: npm --prefix apps/api run client-types)', async () => {
  const published = new URL('../../../../packages/client/src/api-types.generated.ts', import.meta.url);
  expect(await readFile(published, 'utf8')).toBe(await generateApiTypes(document));
});

test('the published client has every call of the API, and no other', async () => {
  const called = new Set<string>();
  const darkroom = new Darkroom({ url: 'http://darkroom.test', apiKey: 'a-key', maxRetries: 0, fetch: noting(called) });
  const resources = Object.values(darkroom as unknown as Record<string, Record<string, (...args: unknown[]) => unknown>>);
  for (const call of resources.flatMap(Object.values)) {
    // Each begins with an id, with a body, or with nothing. `verify` calls nothing.
    const calling = async () => call('x', 0);
    await calling().catch(() => undefined);
  }
  const described = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods)
      .filter((method) => path.startsWith('/v1/') && /^(get|post|put|patch|delete)$/.test(method))
      .map((method) => `${method.toUpperCase()} ${path.replaceAll(/\{\w+\}/g, '*')}`),
  );
  expect([...called].toSorted()).toEqual(described.toSorted());
});

/** A `fetch` that notes what is called, with `*` for ids. */
function noting(called: Set<string>): typeof fetch {
  return (url, init) => {
    const { pathname } = new URL(url instanceof Request ? url.url : url);
    called.add(`${init?.method ?? 'GET'} ${pathname.replaceAll(/\/(x|0|undefined)(?=\/|$)/g, '/*')}`);
    return Promise.resolve(new Response('{}', { status: 404, headers: { 'content-type': 'application/json' } }));
  };
}

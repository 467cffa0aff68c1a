import { expect, test } from '@jest/globals';

import { apiUrl } from './api-url.ts';

const page = { protocol: 'https:', hostname: 'darkroom.example' } as Location;

test.each([
  [{ api: 'https://api.example/' }, 'https://api.example'],
  [{}, 'https://darkroom.example'],
])('with %j the API is at %s', (dataset, url) => {
  expect(apiUrl({ dataset } as unknown as HTMLElement, page)).toBe(url);
});

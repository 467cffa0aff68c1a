import { expect, test } from '@jest/globals';

import { calledServer } from './called-server.ts';

test.each([
  ['https://hooks.example/in?token=secret', { 'url.scheme': 'https', 'server.address': 'hooks.example', 'server.port': 443 }],
  ['http://127.0.0.1:4010/a', { 'url.scheme': 'http', 'server.address': '127.0.0.1', 'server.port': 4010 }],
  ['http://files.example/a', { 'url.scheme': 'http', 'server.address': 'files.example', 'server.port': 80 }],
])('%s is named by its server alone', (url, expected) => {
  expect(calledServer(url)).toEqual(expected);
});

import { expect, test } from '@jest/globals';

import { withoutSecrets } from './without-secrets.ts';

const delivery = (body: string) => ({ url: 'https://a.example/in?token=hidden', request: { headers: {}, body } }) as never;

test.each([
  [
    'of a job',
    '{"type":"generation.failed","data":{"request":{"prompt":"x","webhook":{"url":"https://a.example/in?token=hidden"}}}}',
    '{"type":"generation.failed","data":{"request":{"prompt":"x","webhook":{"url":"https://a.example/in?…"}}}}',
  ],
  ['of an endpoint', '{"data":{"url":"https://a.example/in?token=hidden"}}', '{"data":{"url":"https://a.example/in?…"}}'],
  ['without any', '{"data": {"request":{"prompt":"why?"}}}', '{"data": {"request":{"prompt":"why?"}}}'],
  ['that is no JSON', 'gone', 'gone'],
])('the body %s shows no secret and stays otherwise as it was', (_what, body, shown) => {
  const { url, request } = withoutSecrets(delivery(body));
  expect([url, request.body]).toEqual(['https://a.example/in?…', shown]);
});

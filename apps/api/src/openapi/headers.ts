/** Every header that an operation may name, described once. `required` of an answer's header is the operation's to say. */

type Header = { description: string; schema: Record<string, unknown>; example: string | number };

export const REQUEST_HEADERS = {
  'Idempotency-Key': {
    description:
      'Makes sending again safe. The same key and body at the same address take effect once, and get what came of it as it is now (`Idempotent-Replayed: true`); the same key with another body is refused. 1 to 255 visible ASCII characters, bare or in double quotes. Kept as long as the job or batch that was submitted under it; 30 days for what was done to a job, a day for what was done to an endpoint or a delivery. Without a key, submitting again makes a second job and pays a second time.',
    schema: { type: 'string', minLength: 1 },
    example: 'order-1',
  },
  Prefer: {
    description:
      '`wait=<n>` holds the answer open up to n seconds (60 at the most, 30 without a number): it is 200 with the job as soon as it has ended, else 202. A `held` job has not ended.',
    schema: { type: 'string' },
    example: 'wait=30',
  },
  'Last-Event-ID': {
    description: 'Goes on after this event. It wins over `after`.',
    schema: { type: 'string' },
    example: 'evt_1795266000000-0',
  },
  'If-None-Match': {
    description: 'The `ETag` of an earlier answer: while it is the same, the answer is 304 without a body.',
    schema: { type: 'string' },
    example: '"Vf1xQ0mS3g"',
  },
} as const satisfies Record<string, Header>;

export type RequestHeader = keyof typeof REQUEST_HEADERS;

export const ANSWER_HEADERS = {
  'X-Request-Id': {
    description:
      'The id of this request: the one you sent in `X-Request-Id` if it is sane, else a new one. It leads to the request in the logs.',
    schema: { type: 'string' },
    example: 'req_6c1f6f0e-5f0c-4c0b-9a57-0d7c8f1d2a3b',
  },
  Location: { description: 'Where to go on.', schema: { type: 'string' }, example: '/v1/jobs/job_0199f2a4c1d07b6c9e5f3a2b1c0d4e5f' },
  'Retry-After': { description: 'After how many seconds it is worth asking again.', schema: { type: 'integer', minimum: 1 }, example: 2 },
  'Idempotent-Replayed': {
    description: 'The key and body came before: nothing new was made.',
    schema: { type: 'string', enum: ['true'] },
    example: 'true',
  },
  'Preference-Applied': {
    description: 'How long the answer was held open at the most.',
    schema: { type: 'string', pattern: '^wait=[0-9]+$' },
    example: 'wait=30',
  },
  'RateLimit-Policy': {
    description: 'How many requests (`q`) this API key may make in how many seconds (`w`): draft-ietf-httpapi-ratelimit-headers.',
    schema: { type: 'string', pattern: '^"minute";q=[0-9]+;w=60$' },
    example: '"minute";q=60000;w=60',
  },
  RateLimit: {
    description: 'How many requests are left (`r`), and in how many seconds it is all of them again (`t`). Not sent while Redis is away.',
    schema: { type: 'string', pattern: '^"minute";r=[0-9]+;t=[0-9]+$' },
    example: '"minute";r=59950;t=42',
  },
  ETag: { description: 'Changes with the answer; for `If-None-Match`.', schema: { type: 'string' }, example: '"Vf1xQ0mS3g"' },
  Link: {
    description: 'The next page, while there is one (RFC 8288).',
    schema: { type: 'string' },
    example: '</v1/jobs?cursor=MTc5NTI2NjAwMA>; rel="next"',
  },
  'WWW-Authenticate': { description: 'How to authenticate.', schema: { type: 'string' }, example: 'Bearer realm="darkroom"' },
} as const satisfies Record<string, Header>;

export type AnswerHeader = keyof typeof ANSWER_HEADERS;

/** Every header of an operation, described once. The operation says whether an answer always has it. */

type Header = { description: string; schema: Record<string, unknown>; example: string | number };

export const REQUEST_HEADERS = {
  'Idempotency-Key': {
    description:
      'Makes repeating safe. A request with the same key, body and address takes effect once; a repeat gets the current result (`Idempotent-Replayed: true`). The same key with another body is refused. 1 to 255 visible ASCII characters, bare or in double quotes. Kept as long as the submitted job or batch; 30 days for actions on a job, one day for actions on an endpoint or a delivery. Without a key, a repeated submission makes and pays for a second job.',
    schema: { type: 'string', minLength: 1 },
    example: 'order-1',
  },
  Prefer: {
    description:
      '`wait=<n>` holds the answer open for up to n seconds (at most 60; 30 without a number): 200 with the job as soon as it has ended, else 202. A `held` job has not ended.',
    schema: { type: 'string' },
    example: 'wait=30',
  },
  'Last-Event-ID': {
    description: 'Continue after this event. It wins over `after`.',
    schema: { type: 'string' },
    example: 'evt_1795266000000-0',
  },
  'Darkroom-Tenant': {
    description: 'Only for the key of the operator: limits the request to this tenant. Other keys belong to one tenant.',
    schema: { type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$' },
    example: 'acme',
  },
  'If-None-Match': {
    description: 'The `ETag` of an earlier answer. If nothing changed, the answer is 304 without a body.',
    schema: { type: 'string' },
    example: '"Vf1xQ0mS3g"',
  },
  Range: {
    description: 'A part of the file, as `bytes=<first>-<last>` (RFC 9110).',
    schema: { type: 'string' },
    example: 'bytes=0-1048575',
  },
} as const satisfies Record<string, Header>;

export type RequestHeader = keyof typeof REQUEST_HEADERS;

export const ANSWER_HEADERS = {
  'X-Request-Id': {
    description:
      'The id of this request: the one you sent in `X-Request-Id` if it is valid, else a new one. It identifies the request in the logs.',
    schema: { type: 'string' },
    example: 'req_6c1f6f0e-5f0c-4c0b-9a57-0d7c8f1d2a3b',
  },
  Location: {
    description: 'The address of the created or current resource.',
    schema: { type: 'string' },
    example: '/v1/jobs/job_0199f2a4c1d07b6c9e5f3a2b1c0d4e5f',
  },
  'Retry-After': { description: 'When to ask again, in seconds.', schema: { type: 'integer', minimum: 1 }, example: 2 },
  'Idempotent-Replayed': {
    description: 'The key and body were used before: nothing new was made.',
    schema: { type: 'string', enum: ['true'] },
    example: 'true',
  },
  'Preference-Applied': {
    description: 'The longest time for which the answer was held open.',
    schema: { type: 'string', pattern: '^wait=[0-9]+$' },
    example: 'wait=30',
  },
  'RateLimit-Policy': {
    description: 'How many requests (`q`) this API key may make in how many seconds (`w`): draft-ietf-httpapi-ratelimit-headers.',
    schema: { type: 'string', pattern: '^"minute";q=[0-9]+;w=60$' },
    example: '"minute";q=60000;w=60',
  },
  RateLimit: {
    description: 'How many requests are left (`r`), and in how many seconds the window restarts (`t`). Not sent while Redis is away.',
    schema: { type: 'string', pattern: '^"minute";r=[0-9]+;t=[0-9]+$' },
    example: '"minute";r=59950;t=42',
  },
  ETag: { description: 'Changes with the answer; for `If-None-Match`.', schema: { type: 'string' }, example: '"Vf1xQ0mS3g"' },
  'Content-Disposition': {
    description: 'The name of the file (RFC 6266).',
    schema: { type: 'string' },
    example: 'attachment; filename="fox.jpg"',
  },
  'Content-Range': { description: 'Which part of the file this is.', schema: { type: 'string' }, example: 'bytes 0-1048575/9437184' },
  'Accept-Ranges': { description: 'The file can be read in parts.', schema: { type: 'string', enum: ['bytes'] }, example: 'bytes' },
  Link: {
    description: 'The next page, while there is one (RFC 8288).',
    schema: { type: 'string' },
    example: '</v1/jobs?cursor=MTc5NTI2NjAwMA>; rel="next"',
  },
  'WWW-Authenticate': { description: 'How to authenticate.', schema: { type: 'string' }, example: 'Bearer realm="darkroom"' },
} as const satisfies Record<string, Header>;

export type AnswerHeader = keyof typeof ANSWER_HEADERS;

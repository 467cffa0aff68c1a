import type { ProblemCode } from '@darkroom/contracts';
import type { z } from 'zod';

import { describeProblems } from './describe-problems.ts';
import { ANSWER_HEADERS, REQUEST_HEADERS, type RequestHeader } from '../headers.ts';
import type { Answer, Examples, Operation } from '../operation.ts';
import type { createSchemaBook, Json, Side } from './schema-book.ts';

export type Components = { book: ReturnType<typeof createSchemaBook>; responses: Record<string, Json> };

/** Converts one operation to OpenAPI. */
export function describeOperation(declared: Operation, method: string, components: Components): Json {
  const operation = method === 'GET' ? withCondition(declared) : declared;
  const { id, tag, summary, description, scope, body, answers } = operation;
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(description !== undefined && { description }),
    security: scope === 'open' ? [] : [{ apiKey: [scope] }],
    parameters: [
      ...pathParameters(operation, components),
      ...queryParameters(operation, components),
      ...headerParameters(scope === 'open' ? [] : [...(operation.headers ?? []), 'Darkroom-Tenant']),
    ],
    ...(body && {
      requestBody: {
        required: body.optional !== true,
        content: jsonContent(body.schema, body.examples, { side: 'input', components }),
      },
    }),
    ...(operation.binaryBody && {
      requestBody: {
        required: true,
        description: operation.binaryBody.says,
        content: { [operation.binaryBody.type]: { schema: { type: 'string', contentMediaType: operation.binaryBody.type } } },
      },
    }),
    responses: {
      ...Object.fromEntries(Object.entries(answers).map(([status, answer]) => [status, describeAnswer(answer, operation, components)])),
      ...describeProblems(problemsOf(operation), components),
    },
  };
}

/** The `ETag` that `tag-answers.ts` adds to every JSON answer of a GET under `/v1`. */
function withCondition(operation: Operation): Operation {
  const found = operation.answers[200];
  if (operation.scope === 'open' || !found?.json) return operation;
  const headers = { ETag: 'always' as const, ...found.headers };
  const unchanged: Answer = { says: 'The answer has not changed.', headers };
  return {
    ...operation,
    headers: [...(operation.headers ?? []), 'If-None-Match'],
    answers: { ...operation.answers, 200: { ...found, headers }, 304: unchanged },
  };
}

function pathParameters({ path = {} }: Operation, { book }: Components): Json[] {
  return Object.entries(path).map(([name, schema]) => ({
    name,
    in: 'path',
    required: true,
    description: schema.meta()?.description,
    schema: book.jsonSchemaOf(schema, 'input'),
  }));
}

function queryParameters({ query }: Operation, { book }: Components): Json[] {
  return Object.entries(query?.shape ?? {}).map(([name, field]) => {
    const { description, ...schema } = book.jsonSchemaOf(field as z.ZodType, 'input');
    // `metadata[order]=1`
    const style = schema['type'] === 'object' ? { style: 'deepObject', explode: true } : {};
    return { name, in: 'query', description, ...style, schema };
  });
}

function headerParameters(headers: RequestHeader[]): Json[] {
  return headers.map((name) => {
    const { description, schema, example } = REQUEST_HEADERS[name];
    // Not the parameter's own `example`: /docs would fill it in, and send a value that the user did not choose.
    return { name, in: 'header', description, schema: { ...schema, examples: [example] } };
  });
}

function describeAnswer(answer: Answer, operation: Operation, components: Components): Json {
  const replayed = operation.headers?.includes('Idempotency-Key') === true && { 'Idempotent-Replayed': 'sometimes' as const };
  const limited = operation.scope !== 'open' && { 'RateLimit-Policy': 'sometimes' as const, RateLimit: 'sometimes' as const };
  const headers = { 'X-Request-Id': 'always' as const, ...answer.headers, ...replayed, ...limited };
  const content = {
    ...(answer.json && jsonContent(answer.json, answer.examples ?? {}, { side: 'output', components })),
    ...Object.fromEntries(Object.entries(answer.text ?? {}).map(([type, example]) => [type, { schema: { type: 'string' }, example }])),
  };
  return {
    description: answer.says,
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, comes]) => [
        name,
        { required: comes === 'always', ...ANSWER_HEADERS[name as keyof typeof ANSWER_HEADERS] },
      ]),
    ),
    ...(Object.keys(content).length > 0 && { content }),
  };
}

function jsonContent(schema: z.ZodType, examples: Examples, { side, components }: { side: Side; components: Components }): Json {
  return { 'application/json': { schema: components.book.jsonSchemaOf(schema, side), examples } };
}

function problemsOf({ scope, covers, body, binaryBody, headers = [], problems = [] }: Operation): ProblemCode[] {
  return [
    ...problems,
    ...(['bad_request', 'headers_too_large'] as const),
    ...(scope === 'open'
      ? []
      : ([
          'unauthorized',
          'missing_scope',
          'forbidden',
          'invalid_request',
          'rate_limited',
          'internal_error',
          'queue_unavailable',
        ] as const)),
    ...(scope === 'open' || covers === 'all_tenants' ? [] : (['tenant_required'] as const)),
    ...(body ? (['bad_json'] as const) : []),
    ...(body || binaryBody ? (['body_too_large', 'request_timeout', 'unsupported_media_type'] as const) : []),
    ...(headers.includes('Idempotency-Key') ? (['invalid_idempotency_key', 'idempotency_key_reused'] as const) : []),
  ].toSorted();
}

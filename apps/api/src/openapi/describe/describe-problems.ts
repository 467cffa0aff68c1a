import { presentProblem, Problem, PROBLEMS, type ProblemCode } from '@darkroom/contracts';

import { ANSWER_HEADERS } from '../headers.ts';
import type { createSchemaBook, Json } from './schema-book.ts';

/** The answers of an operation that meets these problems: one for each status, shared by all operations that meet the same. */
export function describeProblems(codes: ProblemCode[], { book, responses }: { book: Book; responses: Record<string, Json> }): Json {
  const byStatus = Map.groupBy(new Set(codes), (code) => PROBLEMS[code].status);
  const answers = [...byStatus].map(([status, met]) => {
    const name = met.map(pascal).join('Or');
    responses[name] ??= describeAnswer(met, book);
    return [String(status), { $ref: `#/components/responses/${name}` }];
  });
  return Object.fromEntries(answers) as Json;
}

type Book = ReturnType<typeof createSchemaBook>;

function describeAnswer(codes: ProblemCode[], book: Book): Json {
  const headers = new Set(codes.flatMap((code) => HEADERS[code] ?? []));
  return {
    description: codes.map((code) => `\`${code}\`: ${PROBLEMS[code].title}.`).join('\n\n'),
    headers: {
      'X-Request-Id': { required: true, ...ANSWER_HEADERS['X-Request-Id'] },
      'RateLimit-Policy': { required: false, ...ANSWER_HEADERS['RateLimit-Policy'] },
      RateLimit: { required: false, ...ANSWER_HEADERS.RateLimit },
      ...Object.fromEntries([...headers].map((name) => [name, { required: codes.length === 1, ...ANSWER_HEADERS[name] }])),
    },
    content: {
      'application/problem+json': {
        schema: { allOf: [book.jsonSchemaOf(Problem, 'output'), { type: 'object', properties: { code: { enum: codes } } }] },
        examples: Object.fromEntries(codes.map((code) => [code, { summary: PROBLEMS[code].title, value: exampleOf(code) }])),
      },
    },
  };
}

/** Headers that always accompany a problem. */
const HEADERS: Partial<Record<ProblemCode, (keyof typeof ANSWER_HEADERS)[]>> = {
  unauthorized: ['WWW-Authenticate'],
  not_ready: ['Retry-After'],
  range_not_satisfiable: ['Content-Range'],
  rate_limited: ['Retry-After'],
  too_many_open_jobs: ['Retry-After'],
  too_many_reconciliations: ['Retry-After'],
  too_many_streams: ['Retry-After'],
  getty_unavailable: ['Retry-After'],
  queue_unavailable: ['Retry-After'],
};

function exampleOf(code: ProblemCode): Problem {
  return presentProblem(code, {
    detail: code === 'invalid_request' ? 'One field is not valid: see errors.' : `${PROBLEMS[code].title}.`,
    instance: '/v1/generations',
    requestId: ANSWER_HEADERS['X-Request-Id'].example,
    ...(code === 'invalid_request' && { errors: [{ pointer: '/prompt', detail: 'is required' }] }),
  });
}

function pascal(code: string): string {
  return code.replaceAll(/(?:^|_)(\w)/g, (_match, letter: string) => letter.toUpperCase());
}

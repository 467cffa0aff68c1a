import { ANSWER_HEADERS } from '../openapi/headers.ts';
import type { Json } from '../openapi/describe/schema-book.ts';
import { closedDocument, errorsOf } from './closed-document.ts';

/** One call as it went over the wire. `sent`: the body's text, where it was one. */
export type Exchange = { method: string; path: string; sent: string | undefined; status: number; headers: Headers; text: string };

/** Operations, and parts of them, as far as they are looked at here. */
type Described = {
  requestBody?: { content: Content };
  parameters: Parameter[];
  responses: Record<string, DescribedAnswer | { $ref: string }>;
};
type DescribedAnswer = { headers: Record<string, { required: boolean; schema: Json }>; content?: Content };
type Content = Record<string, { schema: Json }>;
type Parameter = { name: string; in: string; required?: boolean; schema: Json };

/**
 * Holds what the API took and answered against its own description, more strictly than callers may: a field, a header, a status or a media
 * type that is not described fails. A body that the API accepted has to be valid by the description, too.
 * @throws Error naming what is not as described
 */
export function checkDescribed(exchange: Exchange): void {
  const { method, path, status } = exchange;
  const fail = (what: string): never => {
    throw new Error(`${method} ${path} → ${status} is not as described: ${what}\n${exchange.text.slice(0, 2_000)}`);
  };
  const operation = findOperation(exchange);
  if (operation === undefined) return checkUnknown(exchange, fail);
  const answer = resolve(operation.responses[status] ?? fail('the status'));
  checkHeaders(answer, exchange, fail);
  checkBody(answer, exchange, fail);
  if (status < 400 && !isPartlyRejected(exchange)) checkRequest(operation, exchange, fail);
}

type Fail = (what: string) => never;

const operations = Object.entries(closedDocument.paths).map(([path, methods]) => ({
  pattern: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}/?$`, 'i'),
  methods: methods as Record<string, Described>,
}));

function findOperation({ method, path }: Exchange): Described | undefined {
  const [bare] = path.split('?') as [string];
  const found = operations.find(({ pattern }) => pattern.test(bare));
  return found?.methods[method === 'HEAD' ? 'get' : method.toLowerCase()];
}

/** What there is not can be answered only with these. */
function checkUnknown({ status, text, method }: Exchange, fail: Fail): void {
  if (![401, 404, 405].includes(status)) fail('there is no such operation');
  const { code } = JSON.parse(text || '{}') as { code?: string };
  if (method !== 'HEAD' && !['unauthorized', 'not_found', 'method_not_allowed'].includes(code ?? '')) fail('the code');
}

function checkHeaders({ headers: described }: DescribedAnswer, { headers }: Exchange, fail: Fail): void {
  for (const name of Object.keys(ANSWER_HEADERS)) {
    const header = described[name];
    const value = headers.get(name);
    if (value === null && header?.required) fail(`without ${name}`);
    if (value !== null && !header) fail(`the header ${name}: ${value}`);
    if (value !== null && header) checkValue(header.schema, toTyped(value, header.schema), (what) => fail(`${name} ${what}`));
  }
}

function checkBody({ content }: DescribedAnswer, { method, headers, text }: Exchange, fail: Fail): void {
  if (method === 'HEAD') return;
  if (content === undefined) {
    if (text !== '') fail('a body where none is described');
    return;
  }
  const [type = ''] = (headers.get('content-type') ?? '').split(';');
  const { schema } = content[type] ?? fail(`the media type ${type}`);
  checkValue(schema, type.endsWith('json') ? JSON.parse(text) : text, fail);
}

/** A batch is accepted also where some of its jobs are not as described. */
function isPartlyRejected({ method, path, text }: Exchange): boolean {
  if (method !== 'POST' || path !== '/v1/batches') return false;
  const { jobs } = JSON.parse(text) as { jobs: object[] };
  return jobs.some((job) => 'error' in job);
}

/** The description must not be stricter than the API. */
function checkRequest({ requestBody, parameters }: Described, { path, sent }: Exchange, fail: Fail): void {
  const json = requestBody?.content['application/json'];
  if (json && sent) checkValue(json.schema, JSON.parse(sent), (what) => fail(`the request: ${what}`));
  for (const [written, value] of new URLSearchParams(path.split('?')[1])) {
    const [, deep, field] = /^(\w+)\[(.*)\]$/.exec(written) ?? [];
    const name = deep ?? written;
    const parameter = parameters.find((known) => known.in === 'query' && known.name === name) ?? fail(`the parameter ${name}`);
    const typed = field === undefined ? toTyped(value, parameter.schema) : { [field]: value };
    checkValue(parameter.schema, typed, (what) => fail(`the parameter ${name} ${what}`));
  }
}

function checkValue(schema: Json, value: unknown, fail: Fail): void {
  const errors = errorsOf(schema, value);
  if (errors !== undefined) fail(errors);
}

/** Parameters and headers are text. */
function toTyped(value: string, schema: Json): unknown {
  return schema['type'] === 'integer' || schema['type'] === 'number' ? Number(value) : value;
}

function resolve(answer: DescribedAnswer | { $ref: string }): DescribedAnswer {
  if (!('$ref' in answer)) return answer;
  const name = answer.$ref.slice('#/components/responses/'.length);
  return closedDocument.components['responses']![name] as DescribedAnswer;
}

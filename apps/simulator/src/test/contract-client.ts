import { Ajv, type ValidateFunction } from 'ajv';

import { GETTY_CONTRACT, type GettyCall } from '../contract/getty-contract.ts';
import type { Schema } from '../contract/schemas.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- an answer's content is checked against the contract, not by the compiler
export type Answer = { status: number; headers: Headers; body: any };

export type CallOptions = {
  id?: string;
  index?: number | string;
  query?: Record<string, string | number>;
  /** Sent as JSON; a string or bytes are sent unchanged. */
  body?: object | string | Buffer;
  /** Added to the usual headers; an empty value removes a header. */
  headers?: Record<string, string>;
};

export type ContractClient = (call: GettyCall, options?: CallOptions) => Promise<Answer>;

const ajv = new Ajv({ allowUnionTypes: true, allErrors: true });
const validators = new Map<Schema, ValidateFunction>();

/** Calls a simulator as Getty's clients do. Every answer must match the contract. */
export function createContractClient(url: string, prefix = '/v3'): ContractClient {
  let token = '';
  const send = async (call: GettyCall, options: CallOptions): Promise<Answer> => {
    const { method, path } = GETTY_CONTRACT[call];
    const target = new URL(
      (call === 'token' ? '' : prefix) + path.replace('{id}', options.id ?? '').replace('{index}', `${options.index ?? 0}`),
      url,
    );
    for (const [name, value] of Object.entries(options.query ?? {})) target.searchParams.set(name, String(value));
    const headers = {
      'api-key': 'key',
      authorization: `Bearer ${token}`,
      accept: 'application/json',
      ...contentType(call, options),
      ...options.headers,
    };
    const response = await fetch(target, {
      method,
      headers: Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== '')),
      ...(options.body !== undefined && { body: bodyOf(options.body) }),
    });
    return checkAnswer(call, response);
  };
  return async (call, options = {}) => {
    if (call !== 'token' && token === '') {
      token = (await send('token', { body: 'grant_type=client_credentials&client_id=key&client_secret=secret' })).body.access_token;
    }
    return await send(call, options);
  };
}

function contentType(call: GettyCall, { body }: CallOptions): Record<string, string> {
  if (body === undefined) return {};
  if (call === 'upload') return { 'content-type': 'image/jpeg' };
  return { 'content-type': call === 'token' ? 'application/x-www-form-urlencoded' : 'application/json' };
}

function bodyOf(body: object | string | Buffer): string | Uint8Array<ArrayBuffer> {
  if (Buffer.isBuffer(body)) return new Uint8Array(body);
  return typeof body === 'string' ? body : JSON.stringify(body);
}

async function checkAnswer(call: GettyCall, response: Response): Promise<Answer> {
  const { expect } = globalThis as unknown as typeof import('@jest/globals'); // of the test file that runs now
  const { status, headers } = response;
  const { answers } = GETTY_CONTRACT[call];
  const schema = answers[status];
  expect({ call, status, allowed: Object.keys(answers) }).toMatchObject({ allowed: expect.arrayContaining([String(status)]) });
  const content = await response.text();
  if (!schema) {
    expect(content).toBe('');
    return { status, headers, body: undefined };
  }
  const body = JSON.parse(content);
  const isApplicationError = 'ErrorCode' in body;
  expect(headers.get('content-type')).toMatch(isApplicationError ? /^application\/vnd\.getty\.error\+json/ : /^application\/json/);
  const validate = validators.get(schema) ?? ajv.compile(schema);
  validators.set(schema, validate);
  validate(body);
  expect({ call, status, body, problems: validate.errors }).toMatchObject({ problems: null });
  return { status, headers, body };
}

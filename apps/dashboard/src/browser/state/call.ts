import { readQuery } from './address.ts';
import { logInAgain } from './log-in-again.ts';
import { readPerson } from './person.ts';

/** Why a call was refused. `errors`: each wrong field, by its JSON pointer. */
export type CallProblem = { status: number; code: string; detail: string; errors?: { pointer: string; detail: string }[] };

/** What a call came to. */
export type Called<Data> = { data: Data; problem?: undefined } | { data?: undefined; problem: CallProblem };

export type CallOptions = {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  body?: unknown;
  /** The tenant that it is about; without one, all that the person may see. */
  tenant?: string | null | undefined;
  /** What the person says about it, for the audit. */
  note?: string | undefined;
  /** The same for each try of one action, so that it takes effect once. */
  idempotencyKey?: string | undefined;
  signal?: AbortSignal;
  /** The content type of a file; the answer is then a `File`. */
  file?: string | undefined;
};

const NOT_KNOWN = 'The dashboard does not answer, so it is not known whether this was done. Look again before you repeat it.';
const NO_ANSWER = 'The dashboard does not answer. This page tries again by itself.';

/** Makes a call of the API, or asks for data of a page, in the name of the person. Whoever is no longer logged in is led to the login. */
export async function call<Data>(path: string, options: CallOptions = {}): Promise<Called<Data>> {
  const { method = 'GET', body, note, idempotencyKey, signal, file } = options;
  const tenant = options.tenant ?? tenantOfPerson();
  try {
    const answer = await fetch(path, {
      method,
      headers: {
        accept: file ?? 'application/json',
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(tenant && { 'darkroom-tenant': tenant }),
        ...(note && { 'darkroom-note': encodeURIComponent(note) }),
        ...(idempotencyKey && { 'idempotency-key': idempotencyKey }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    });
    if (answer.status === 401) logInAgain();
    // An answer may also break off, or be called off, in its middle.
    const called = answer.ok
      ? { data: (await (file === undefined ? read(answer) : readFile(answer))) as Data }
      : { problem: await readProblem(answer) };
    signal?.throwIfAborted();
    return called;
  } catch (error) {
    if (signal?.aborted) throw error;
    return { problem: { status: 0, code: 'no_answer', detail: method === 'GET' ? NO_ANSWER : NOT_KNOWN } };
  }
}

/** Who is limited to several tenants has to name one: the one in the address, or the first. */
function tenantOfPerson(): string | undefined {
  const { tenants } = readPerson();
  if (tenants === null) return undefined;
  const chosen = readQuery().get('tenant');
  return tenants.find((tenant) => tenant === chosen) ?? tenants[0];
}

/** A new idempotency key. Not `randomUUID`, which browsers have only over https. */
export function newIdempotencyKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** A problem in one line. */
export function problemWords({ detail, errors = [] }: CallProblem): string {
  const fields = errors.map(({ pointer, detail: wrong }) => `${pointer.slice(1) || 'The request'} ${wrong}.`);
  return fields.length > 0 ? fields.join(' ') : detail;
}

async function read(answer: Response): Promise<unknown> {
  const text = await answer.text();
  return text === '' ? null : JSON.parse(text);
}

async function readFile(answer: Response): Promise<File> {
  const [, name = 'darkroom'] = /filename="([^"]+)"/.exec(answer.headers.get('content-disposition') ?? '') ?? [];
  return new File([await answer.blob()], name);
}

async function readProblem(answer: Response): Promise<CallProblem> {
  const { status } = answer;
  try {
    return { ...((await answer.json()) as CallProblem), status };
  } catch {
    return { status, code: 'no_answer', detail: `The dashboard answered ${status}.` };
  }
}

import type { Problem } from '../api-types.generated.ts';
import { readRetryAfter } from '../http/retry-after.ts';
import type { ApiError, ApiErrorCode } from './api-error.ts';
import { apiErrorOf } from './problems.ts';

/** Statuses that proxies answer for a while. */
const PASSING = new Set([408, 429, 502, 503, 504]);
const SHOWN_CHARACTERS = 200;

/** Far above any problem: one for a batch lists ten wrong fields of each of 1,000 jobs. */
const MOST_BYTES = 4 * 1_048_576;

/** Reads an answer that is no success. */
export async function readProblem(response: Response, nowMs: number): Promise<ApiError> {
  const { status, headers } = response;
  // A body that breaks off is no reason to hide the status.
  const text = await readText(response).catch(() => '');
  const problem = parseProblem(headers.get('content-type'), text);
  const requestId = problem?.request_id ?? headers.get('x-request-id');
  const retryAfterMs = readRetryAfter(headers.get('retry-after'), nowMs);
  if (problem) return apiErrorOf({ ...problem, status, errors: problem.errors ?? [], requestId, retryAfterMs });
  const detail = describe(response, text);
  return apiErrorOf({ status, code: 'unexpected_answer', detail, retryable: PASSING.has(status), errors: [], requestId, retryAfterMs });
}

/** An answer of a server that is not Darkroom's API. */
export function unexpectedAnswer(response: Response, detail: string, code: ApiErrorCode = 'unexpected_answer'): ApiError {
  const { status, headers } = response;
  const requestId = headers.get('x-request-id');
  const retryable = PASSING.has(status);
  return apiErrorOf({ status, code, detail, retryable, errors: [], requestId, retryAfterMs: null });
}

/** The beginning of a body, which may have no end. One that ends is read to its end, so that its connection can be used again. */
async function readText({ body }: Response): Promise<string> {
  if (!body) return '';
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  for (let bytes = 0; bytes < MOST_BYTES;) {
    const { done, value } = await reader.read();
    if (done) return text;
    bytes += value.byteLength;
    text += decoder.decode(value, { stream: true });
  }
  await reader.cancel();
  return text;
}

function describe({ status, headers }: Response, text: string): string {
  const location = headers.get('location');
  if (status >= 300 && status < 400)
    return `The server redirects to ${location ?? 'nowhere'}. Set \`url\` to the address of the API itself.`;
  const line = text.replaceAll(/\s+/g, ' ').trim().slice(0, SHOWN_CHARACTERS);
  return `The answer is not from Darkroom${line === '' ? '.' : `: ${line}`}`;
}

function parseProblem(type: string | null, text: string): Problem | undefined {
  if (!type?.startsWith('application/problem+json')) return undefined;
  try {
    const problem = JSON.parse(text) as Problem;
    return typeof problem.code === 'string' && typeof problem.detail === 'string' ? problem : undefined;
  } catch {
    return undefined; // cut off on its way
  }
}

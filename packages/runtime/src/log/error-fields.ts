import type { Redactor } from './redact-secrets.ts';

/**
 * The fields of errors that are logged, beside type, message, stack and cause. Others may hold anything: ioredis adds the arguments of the failed
 * command, among them the password of `AUTH`; URL errors add the URL; undici adds headers.
 */
const LOGGED = ['code', 'errno', 'syscall', 'address', 'port', 'status', 'call', 'errorDetail', 'limit', 'quotaExceeded', 'retryAfterMs'];

/** Causes of causes, and the errors in an AggregateError. */
const DEEPEST = 5;
const MOST_ERRORS = 10;

/** Secrets by their look, if they are in none of the settings: keys of ours, webhook secrets, tokens, passwords in URLs. */
const LOOKS: readonly [RegExp, string][] = [
  [/\bdrk_[\w-]{8,}/g, 'drk_[redacted]'],
  [/\bwhsec_[\w+/=-]{8,}/g, 'whsec_[redacted]'],
  [/\b(Bearer|Basic) [\w.~+/=-]{8,}/gi, '$1 [redacted]'],
  [/:\/\/[^\s/@]{1,200}@/g, '://[redacted]@'],
];

/** An error as its log line has it. What is not an error is logged as its type only, unless it is plain. */
export function errorFields(error: unknown, redact: Redactor, depth = 0): unknown {
  const clean = (text: string) => LOOKS.reduce((left, [look, shown]) => left.replace(look, shown), redact(text));
  if (!(error instanceof Error))
    return typeof error === 'string' ? clean(error) : ['number', 'boolean'].includes(typeof error) ? error : typeof error;
  const given = error as unknown as Record<string, unknown>;
  const fields: Record<string, unknown> = {
    type: typeof error.constructor === 'function' ? error.constructor.name : error.name,
    message: clean(String(given['message'])),
    stack: clean(String(error.stack)),
  };
  for (const name of LOGGED) {
    const value = given[name];
    if (typeof value === 'string') fields[name] = clean(value);
    else if (typeof value === 'number' || typeof value === 'boolean') fields[name] = value;
  }
  const command = (given['command'] as { name?: unknown } | undefined)?.name;
  if (typeof command === 'string') fields['command'] = command;
  if (depth === DEEPEST) return fields;
  if (error.cause !== undefined) fields['cause'] = errorFields(error.cause, redact, depth + 1);
  if (Array.isArray(given['errors'])) {
    fields['errors'] = given['errors'].slice(0, MOST_ERRORS).map((inner: unknown) => errorFields(inner, redact, depth + 1));
  }
  return fields;
}

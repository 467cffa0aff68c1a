import { findUnreadable } from '@darkroom/contracts';
import type { z } from 'zod';

import { describeIssue } from './describe-issue.ts';
import { type FieldError, ProblemError } from '../problem.ts';

/** Enough to correct any ordinary request; a body with a hundred thousand unknown fields gets only the first of them. */
const MOST_ERRORS = 100;
/** The longest name in a pointer: longer ones do not exist, and would be repeated in each answer. */
const MOST_NAME = 200;

/** Finds errors that a schema cannot: those that depend on the time, or on settings. */
type More = (input: unknown) => FieldError[];

/**
 * `input` as the schema reads it. `more` runs when the schema found errors, so that one answer has all of them.
 * @throws ProblemError invalid_request
 */
export function validate<Schema extends z.ZodType>(schema: Schema, input: unknown, more: More = () => []): z.infer<Schema> {
  return validateEnvelope(schema, input, { more });
}

/** The same for a body with parts that are looked at one by one, later: those in the field `parts`. @throws ProblemError invalid_request */
export function validateEnvelope<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
  { parts, more }: { parts?: string; more: More },
): z.infer<Schema> {
  const unreadable = findUnreadable(withoutField(input, parts)).map(({ path, detail }) => ({ pointer: pointerTo(path), detail }));
  const parsed = schema.safeParse(input, { error: describeIssue });
  if (parsed.success && unreadable.length === 0) return parsed.data;
  const issues = parsed.error?.issues.flatMap((issue) => toFieldErrors(issue, input)) ?? [];
  throw invalidRequest(firstOfEach([...unreadable, ...issues, ...more(input)]));
}

export function invalidRequest(errors: FieldError[]): ProblemError {
  const fields = errors.length === 1 ? 'One field is' : `${errors.length} fields are`;
  return new ProblemError('invalid_request', `${fields} not valid: see errors.`, { errors: errors.slice(0, MOST_ERRORS) });
}

/** @throws ProblemError invalid_request when there are any */
export function requireNone(errors: FieldError[]): void {
  if (errors.length > 0) throw invalidRequest(errors);
}

/** A JSON pointer (RFC 6901) that any reader of JSON can read. */
export function pointerTo(path: PropertyKey[]): string {
  return path.map((step) => `/${nameOf(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

function nameOf(step: PropertyKey): string {
  const name = String(step).toWellFormed();
  return name.length > MOST_NAME ? `${name.slice(0, MOST_NAME).toWellFormed()}…` : name;
}

function toFieldErrors(issue: z.core.$ZodIssue, input: unknown): FieldError[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ pointer: pointerTo([...issue.path, key]), detail: issue.message }));
  }
  return [{ pointer: pointerTo(issue.path), detail: isMissing(issue, input) ? describeMissing(issue) : issue.message }];
}

/** Also if the schema has its own text: a missing value is not a wrong one. */
function isMissing(issue: z.core.$ZodIssue, input: unknown): boolean {
  return (issue.code === 'invalid_type' || issue.code === 'invalid_value') && valueAt(input, issue.path) === undefined;
}

function describeMissing({ path }: z.core.$ZodIssue): string {
  return path.length > 0 ? 'is required' : 'a body of JSON is required';
}

function firstOfEach(errors: FieldError[]): FieldError[] {
  const seen = new Set<string>();
  return errors.filter(({ pointer }) => seen.size < seen.add(pointer).size);
}

function withoutField(input: unknown, name: string | undefined): unknown {
  if (name === undefined || typeof input !== 'object' || input === null || Array.isArray(input)) return input;
  return { ...input, [name]: null };
}

function valueAt(input: unknown, path: PropertyKey[]): unknown {
  let value = input;
  for (const step of path) {
    value =
      typeof value === 'object' && value !== null && Object.hasOwn(value, step) ? (value as Record<PropertyKey, unknown>)[step] : undefined;
  }
  return value;
}

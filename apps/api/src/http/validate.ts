import type { z } from 'zod';

import { type FieldError, ProblemError } from './problem.ts';

/** Enough to mend any honest request; a body of a hundred thousand unknown fields is answered with the first of them. */
const MOST_ERRORS = 100;

/**
 * `input` as the schema reads it. `more` finds what a schema cannot know (what depends on the time); it is asked when the schema found
 * something, so that everything wrong is said at once. @throws ProblemError invalid_request
 */
export function validate<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
  more: (input: unknown) => FieldError[] = () => [],
): z.infer<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw invalidRequest([...describeIssues(parsed.error.issues, input), ...more(input)]);
}

export function invalidRequest(errors: FieldError[]): ProblemError {
  const fields = errors.length === 1 ? 'One field is' : `${errors.length} fields are`;
  return new ProblemError('invalid_request', `${fields} not valid: see errors.`, { errors: errors.slice(0, MOST_ERRORS) });
}

/** @throws ProblemError invalid_request when there are any */
export function requireNone(errors: FieldError[]): void {
  if (errors.length > 0) throw invalidRequest(errors);
}

function describeIssues(issues: z.core.$ZodIssue[], input: unknown): FieldError[] {
  return issues.flatMap((issue) => describeIssue(issue, input));
}

function describeIssue(issue: z.core.$ZodIssue, input: unknown): FieldError[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ pointer: pointerTo([...issue.path, key]), detail: 'is not known' }));
  }
  return [{ pointer: pointerTo(issue.path), detail: issue.code === 'invalid_type' ? describeType(issue, input) : issue.message }];
}

/** In JSON's words, where the schema has none of its own: zod's are TypeScript's. */
function describeType(issue: z.core.$ZodIssueInvalidType, input: unknown): string {
  if (valueAt(input, issue.path) === undefined) return issue.path.length > 0 ? 'is required' : 'a body of JSON is required';
  const type = issue.message.startsWith('Invalid input: expected ') ? JSON_TYPES[issue.expected] : undefined;
  return type === undefined ? issue.message : `must be ${type}`;
}

const JSON_TYPES: Partial<Record<string, string>> = {
  object: 'an object',
  record: 'an object',
  array: 'a list',
  string: 'text',
  boolean: 'true or false',
  number: 'a number',
  int: 'a whole number',
};

/** RFC 6901. */
function pointerTo(path: PropertyKey[]): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

function valueAt(input: unknown, path: PropertyKey[]): unknown {
  let value = input;
  for (const step of path) value = typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[step] : undefined;
  return value;
}

import type { z } from 'zod';

type RawIssue = z.core.$ZodRawIssue;

/** Describes the error of a field in plain words: zod's own texts are for developers, not for callers. Texts of the schema are kept. */
export function describeIssue(issue: RawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is required' : `must be ${JSON_TYPES[issue.expected] ?? 'of another type'}`;
    case 'invalid_value':
      return `must be ${inWords(issue.values.map((value) => JSON.stringify(value)))}`;
    case 'too_big':
      return `must ${describeBound(issue.origin, issue.exact ? 'exactly' : issue.inclusive ? 'at most' : 'less than', issue.maximum)}`;
    case 'too_small':
      if (issue.minimum === 1 && issue.inclusive && LENGTHS[issue.origin] !== undefined) return 'must not be empty';
      return `must ${describeBound(issue.origin, issue.exact ? 'exactly' : issue.inclusive ? 'at least' : 'more than', issue.minimum)}`;
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`;
    case 'invalid_format':
      return FORMATS[issue.format] === undefined ? 'has the wrong format' : `must be ${FORMATS[issue.format]}`;
    case 'unrecognized_keys':
      return 'is not known';
    case 'invalid_union':
      return 'has none of the forms that are allowed here';
    case 'invalid_key':
      return 'has a name that is not allowed here';
    case 'invalid_element':
      return 'holds something that is not allowed here';
    case 'custom':
    default:
      return 'is not valid';
  }
}

const JSON_TYPES: Partial<Record<string, string>> = {
  object: 'an object',
  record: 'an object',
  map: 'an object',
  array: 'a list',
  tuple: 'a list',
  set: 'a list',
  string: 'text',
  boolean: 'true or false',
  number: 'a number',
  int: 'a whole number',
  bigint: 'a whole number',
  null: 'null',
  date: 'a date',
};

/** What is counted of a kind of value. */
const LENGTHS: Partial<Record<string, [one: string, many: string]>> = {
  string: ['character', 'characters'],
  array: ['entry', 'entries'],
  set: ['entry', 'entries'],
  map: ['field', 'fields'],
  record: ['field', 'fields'],
  object: ['field', 'fields'],
  file: ['byte', 'bytes'],
};

const FORMATS: Partial<Record<string, string>> = {
  email: 'an e-mail address',
  url: 'a URL',
  uuid: 'a UUID',
  datetime: 'a date and time such as 2026-11-20T12:00:00Z',
  date: 'a date such as 2026-11-20',
  time: 'a time such as 12:00:00',
  duration: 'a duration such as PT5M',
  ipv4: 'an IPv4 address',
  ipv6: 'an IPv6 address',
  base64: 'base64',
  base64url: 'base64url',
  json_string: 'JSON',
};

function describeBound(origin: string, relation: string, bound: number | bigint): string {
  const counted = LENGTHS[origin];
  return counted === undefined ? `be ${relation} ${bound}` : `have ${relation} ${bound} ${counted[Number(bound) === 1 ? 0 : 1]}`;
}

function inWords(values: string[]): string {
  return values.length < 2 ? values.join() : `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`;
}

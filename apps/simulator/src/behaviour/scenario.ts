import { z } from 'zod';

import { Operation, OPERATIONS } from '../requests/operation.ts';
import { Behaviour } from './behaviour.ts';

/** The calls served, as scenarios, faults and the ledger name them. `file` is what answers link to: a picture, or a download. */
export const CALLS = [
  'token',
  ...OPERATIONS,
  'poll',
  'download_sizes',
  'start_download',
  'get_download',
  'redownload',
  'history',
  'history_item',
  'register_file',
  'list_files',
  'get_file',
  'delete_file',
  'upload',
  'enhance_prompt',
  'products',
  'file',
] as const;
export type Call = (typeof CALLS)[number];

const CallName = z.enum(CALLS, `must be one of ${CALLS.join(', ')}`);

/** They match only if named: the times of token calls are not predictable, and anybody may read a file. */
const ONLY_IF_NAMED = new Set<Call>(['token', 'file']);

/**
 * Selects requests; all given fields must match. Polls and downloads match by the prompt, notes and operation of their generation.
 * Operations match by their own, and by the generation and the index that they work on.
 */
export const Match = z.strictObject({
  /** One call, or several. */
  call: z.union([CallName, z.array(CallName).min(1)], `must be one of ${CALLS.join(', ')}, or a list of them`).optional(),
  operation: Operation.optional(),
  prompt_includes: z.string().min(1).optional(),
  notes_includes: z.string().min(1).optional(),
  generation_request_id: z.string().min(1).optional(),
  index: z.int().min(0).max(3).optional(),
});
export type Match = z.infer<typeof Match>;

/** Behaviour for the next `times` requests that match (`null`: for all, until deleted). */
export const Scenario = z.strictObject({
  match: Match.default({}),
  times: z.int().min(1).nullable().default(1),
  // oxlint-disable-next-line unicorn/no-thenable -- a name in the JSON it reads; never a function, so nothing can await it
  then: Behaviour,
});
export type Scenario = z.infer<typeof Scenario>;

/** Behaviour for a share (0 to 1) of the requests that match. */
export const Fault = z.strictObject({
  match: Match.default({}),
  share: z.number().min(0).max(1),
  // oxlint-disable-next-line unicorn/no-thenable -- a name in the JSON it reads; never a function, so nothing can await it
  then: Behaviour,
});
export type Fault = z.infer<typeof Fault>;

/** The properties of a request, for {@link Match}. */
export type Subject = {
  call: Call;
  /** The operation of the request, or of its generation. */
  operation?: Operation | undefined;
  prompt?: string | undefined;
  /** The notes of the request, then those of its generation. */
  notes: string[];
  generation_request_id?: string | undefined;
  index?: number | undefined;
};

export function matches(match: Match, subject: Subject): boolean {
  return (
    isCall(match.call, subject.call) &&
    (match.operation === undefined || match.operation === subject.operation) &&
    (match.prompt_includes === undefined || (subject.prompt ?? '').includes(match.prompt_includes)) &&
    (match.notes_includes === undefined || subject.notes.some((notes) => notes.includes(match.notes_includes ?? ''))) &&
    (match.generation_request_id === undefined || match.generation_request_id === subject.generation_request_id) &&
    (match.index === undefined || match.index === subject.index)
  );
}

function isCall(wanted: Match['call'], call: Call): boolean {
  return wanted === undefined ? !ONLY_IF_NAMED.has(call) : [wanted].flat().includes(call);
}

/** Whether a call makes a generation. */
export function isOperation(call: Call): call is Operation {
  return OPERATIONS.some((operation) => operation === call);
}

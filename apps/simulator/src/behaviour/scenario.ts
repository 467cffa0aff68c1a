import { z } from 'zod';

import { Behaviour } from './behaviour.ts';

/** The calls served, as scenarios, faults and the ledger name them. */
export const CALLS = [
  'token',
  'generate',
  'poll',
  'download_sizes',
  'start_download',
  'get_download',
  'redownload',
  'history',
  'history_item',
] as const;
export type Call = (typeof CALLS)[number];

/**
 * Selects requests; all given fields must match. Polls and downloads match by the prompt and notes of their generation. The token call
 * matches only if named, since its times are not predictable.
 */
export const Match = z.strictObject({
  call: z.enum(CALLS, `must be one of ${CALLS.join(', ')}`).optional(),
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
  prompt?: string | undefined;
  /** The notes of the request, then those of its generation. */
  notes: string[];
  generation_request_id?: string | undefined;
  index?: number | undefined;
};

export function matches(match: Match, subject: Subject): boolean {
  return (
    (match.call === undefined ? subject.call !== 'token' : match.call === subject.call) &&
    (match.prompt_includes === undefined || (subject.prompt ?? '').includes(match.prompt_includes)) &&
    (match.notes_includes === undefined || subject.notes.some((notes) => notes.includes(match.notes_includes ?? ''))) &&
    (match.generation_request_id === undefined || match.generation_request_id === subject.generation_request_id) &&
    (match.index === undefined || match.index === subject.index)
  );
}

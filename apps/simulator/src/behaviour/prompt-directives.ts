import { Behaviour } from './behaviour.ts';
import { CALLS, type Call } from './scenario.ts';

/**
 * Behaviour in a prompt, or in notes: `[sim:blocked=all]`, `[sim:poll status=503 times=2]`. Without a call it applies to the call that has
 * the text and makes the generation.
 */
export type Directive = { call: Call | undefined; times: number | null; behaviour: Behaviour; text: string };

export class DirectiveError extends Error {
  override name = 'DirectiveError';
}

const DIRECTIVE = /\[sim:([^\]]*)\]/g;

/** Reads all directives of a text, in order. @throws DirectiveError naming what cannot be read */
export function readDirectives(text: string): Directive[] {
  if (!text.includes('[sim:')) return [];
  return [...text.matchAll(DIRECTIVE)].map(([directive, words = '']) => readDirective(directive, words.split(/\s+/).filter(Boolean)));
}

function readDirective(text: string, words: string[]): Directive {
  let call: Call | undefined;
  let times: number | null = null;
  const given: Record<string, unknown> = {};
  for (const word of words) {
    const [name = '', value] = word.split('=', 2);
    if (value === undefined) call = readCall(text, name);
    else if (name === 'times') times = Number(value);
    else given[name] = readValue(name, value);
  }
  const parsed = Behaviour.safeParse(given);
  const [issue] = parsed.error?.issues ?? [];
  if (issue) throw new DirectiveError(`${text}: ${issue.path.join('.')} ${issue.message}`);
  if (times !== null && !(Number.isInteger(times) && times > 0)) throw new DirectiveError(`${text}: times must be a whole number above 0`);
  return { call, times, behaviour: parsed.data ?? {}, text };
}

function readCall(text: string, name: string): Call {
  const call = CALLS.find((known) => known === name);
  if (!call) throw new DirectiveError(`${text}: ${name} is not a call; the calls are ${CALLS.join(', ')}`);
  return call;
}

function readValue(name: string, value: string): unknown {
  if (name === 'blocked' && value !== 'all') return value.split(',').map(Number);
  if (name === 'retry_after_s' || name === 'file_bytes') return Number(value);
  if (name === 'inline' || name === 'unlisted') return value === 'true' ? true : value;
  return value;
}

/**
 * What jobs can be found by besides their fields. Lists read through a tenant's jobs for it; an index of words and metadata would hold just
 * this of each job.
 */

const MOST_WORDS = 20;
/** Words looked at for twenty distinct ones: a prompt may say one word five thousand times. */
const MOST_READ = 500;
const MOST_KEYS = 8;

/** The first 20 distinct words of a prompt, in lower case. */
export function searchableWords(prompt: string): string[] {
  const words = new Set<string>();
  let read = 0;
  for (const [word] of prompt.matchAll(/[\p{L}\p{N}\p{M}]+/gu)) {
    words.add(word.normalize('NFKC').toLowerCase());
    if (words.size === MOST_WORDS || ++read === MOST_READ) break;
  }
  return [...words];
}

/** The first 8 fields of some metadata that are text, numbers, true or false, as text. */
export function searchableMetadata(metadata: Record<string, unknown>): Map<string, string> {
  const scalars = Object.entries(metadata).filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value));
  return new Map(scalars.slice(0, MOST_KEYS).map(([name, value]) => [name, String(value)]));
}

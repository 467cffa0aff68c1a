/**
 * What jobs can be found by besides their fields. Lists read through a tenant's jobs for it; an index of words and metadata would hold just
 * this of each job.
 */

const MOST_WORDS = 20;
/** Words looked at for twenty distinct ones: a prompt may say one word five thousand times. */
const MOST_READ = 500;
const MOST_KEYS = 8;
/** Accents that any script may use. A script's own marks tell words apart: Japanese ga from ka (the two here), the vowels of Hindi. */
const ACCENTS = /[[\p{M}&&\p{Script=Inherited}]--[\u3099\u309a]]/gv;

/** The first 20 distinct words of a prompt, in lower case and without accents: `Élan` is `elan`. */
export function searchableWords(prompt: string): string[] {
  const words = new Set<string>();
  let read = 0;
  for (const [word] of prompt.matchAll(/[\p{L}\p{N}\p{M}]+/gu)) {
    const plain = fold(word);
    if (plain !== '') words.add(plain);
    if (words.size === MOST_WORDS || ++read === MOST_READ) break;
  }
  return [...words];
}

/** Put together again at the end: one syllable of Korean must not begin with another. */
function fold(word: string): string {
  return word.normalize('NFKD').replace(ACCENTS, '').toLowerCase().replace(ACCENTS, '').normalize('NFC');
}

/** The first 8 fields of some metadata that are text, numbers, true or false, as text. */
export function searchableMetadata(metadata: Record<string, unknown>): Map<string, string> {
  const scalars = Object.entries(metadata).filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value));
  return new Map(scalars.slice(0, MOST_KEYS).map(([name, value]) => [name, String(value)]));
}

/**
 * What jobs can be found by besides their fields. Lists read through a tenant's jobs for it; an index of words and metadata would hold just
 * this of each job.
 */

const MOST_WORDS = 20;
/** Words looked at for twenty distinct ones: a prompt may say one word five thousand times. */
const MOST_READ = 500;
const MOST_KEYS = 8;
/** Accents of Latin, Greek and Cyrillic letters. Marks of other scripts tell words apart: Japanese ga from ka, the vowels of Hindi. */
const ACCENTS = /[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]/g;

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

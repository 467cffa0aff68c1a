/** The search terms of jobs beside their fields. Lists scan a tenant's jobs for them; an index would store exactly these. */

const MOST_WORDS = 20;
/** The most words read to find twenty distinct ones: a prompt may repeat one word five thousand times. */
const MOST_READ = 500;
const MOST_KEYS = 8;
/** Accents used in any script. A script's own marks distinguish words: Japanese ga from ka (the two here), the vowels of Hindi. */
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

const PLAIN = /^[A-Za-z\d]+$/;

/** Composed again at the end: one syllable of Korean must not begin with another. */
function fold(word: string): string {
  if (PLAIN.test(word)) return word.toLowerCase(); // most words are; the rest takes three times as long
  return word.normalize('NFKD').replace(ACCENTS, '').toLowerCase().replace(ACCENTS, '').normalize('NFC');
}

/** The first 8 fields of some metadata that are text, numbers, true or false, as text. */
export function searchableMetadata(metadata: Record<string, unknown>): Map<string, string> {
  const scalars = Object.entries(metadata).filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value));
  return new Map(scalars.slice(0, MOST_KEYS).map(([name, value]) => [name, String(value)]));
}

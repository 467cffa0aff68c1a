/**
 * Removes secrets from a receiver's answer before it is stored. Some receivers echo the request with its signature, which anyone who can
 * read Redis could then use. Secrets are found as they are, in either alphabet of base64, escaped for JSON, URLs or HTML, encoded in base64
 * again, and as hex. Each is replaced by as many asterisks, so that a later cut cannot uncover a part.
 */
export function redact(text: string, secrets: string[]): string {
  // Most answers are empty or a word: the patterns cost more than the rest of a try.
  if (text.length < SHORTEST_SIGNATURE) return text;
  const patterns = text.length < SHORTEST_SECRET ? AFTER_VERSION : [...AFTER_VERSION, ...secrets.flatMap(spellings)];
  return patterns.reduce((left, pattern) => left.replace(pattern, (found) => '*'.repeat(found.length)), text);
}

/** No pattern matches a shorter text: `v1,` with four characters, and a secret of 16. */
const SHORTEST_SIGNATURE = 7;
const SHORTEST_SECRET = 16;

/** Text after `v1,` looks like one of our signatures, also when it was cut or made with a secret that is no longer known here. */
const AFTER_VERSION = [/v1(?:,|%2c|\\u002c|&#44;|&#x2c;|&comma;)[\w+/=%\\&#;-]{4,}/gi];

/** Escaped forms of the base64 characters that are neither letter nor digit; JSON within JSON has several backslashes. */
const ESCAPED: Record<string, string> = {
  '+': String.raw`(?:\+|-|%2b|%252b|\\{1,4}u002b|&#43;|&#x2b;|&plus;)`,
  '/': String.raw`(?:\\{0,4}\/|_|%2f|%252f|\\{1,4}u002f|&#47;|&#x2f;|&sol;)`,
};

function spellings(secret: string): RegExp[] {
  const base64 = secret.replace(/^(v1,|whsec_)/, '').replace(/={1,2}$/, '');
  if (base64.length < 16) return [];
  const plain = escaped(base64);
  const again = [0, 1, 2].map((offset) => encodedAgain(base64, offset));
  const bytes = [Buffer.from(base64), Buffer.from(base64, 'base64')].map((each) => each.toString('hex'));
  return [plain, ...again, ...bytes].map((pattern) => new RegExp(pattern, 'gi'));
}

/** The base64 of the text after `offset` other bytes: the characters that depend only on its own bytes. */
function encodedAgain(text: string, offset: number): string {
  const encoded = Buffer.from(' '.repeat(offset) + text).toString('base64');
  const own = encoded.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + text.length) * 8) / 6));
  return escaped(own);
}

function escaped(base64: string): string {
  return base64.replace(/[+/]/g, (character) => ESCAPED[character]!);
}

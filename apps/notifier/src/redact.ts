/**
 * Takes what must stay secret out of a receiver's answer before it is kept: some echo what they were sent, with the signature, which
 * whoever reads Redis could then use. Each is found as it is, in either alphabet of base64, escaped for JSON, URLs or HTML, encoded in
 * base64 once more, and as hex. What is found is replaced by as many asterisks, so a cut afterwards cannot uncover a part.
 */
export function redact(text: string, secrets: string[]): string {
  const patterns = [...AFTER_VERSION, ...secrets.flatMap(spellings)];
  return patterns.reduce((left, pattern) => left.replace(pattern, (found) => '*'.repeat(found.length)), text);
}

/** Whatever follows `v1,` looks like a signature of ours, also when it was cut or made with a secret that is no longer known here. */
const AFTER_VERSION = [/v1(?:,|%2c|\\u002c|&#44;|&#x2c;|&comma;)[\w+/=%\\&#;-]{4,}/gi];

/** What escapes make of the characters of base64 that are neither letter nor digit. */
const ESCAPED: Record<string, string> = {
  '+': String.raw`(?:\+|-|%2b|%252b|\\u002b|&#43;|&#x2b;|&plus;)`,
  '/': String.raw`(?:\\?\/|_|%2f|%252f|\\u002f|&#47;|&#x2f;|&sol;)`,
};

function spellings(secret: string): RegExp[] {
  const base64 = secret.replace(/^(v1,|whsec_)/, '').replace(/={1,2}$/, '');
  if (base64.length < 16) return [];
  const plain = escaped(base64);
  const again = [0, 1, 2].map((offset) => encodedAgain(base64, offset));
  const bytes = [Buffer.from(base64), Buffer.from(base64, 'base64')].map((each) => each.toString('hex'));
  return [plain, ...again, ...bytes].map((pattern) => new RegExp(pattern, 'gi'));
}

/** What base64 makes of it after `offset` other bytes: the characters that depend on its own bytes alone. */
function encodedAgain(text: string, offset: number): string {
  const encoded = Buffer.from(' '.repeat(offset) + text).toString('base64');
  const own = encoded.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + text.length) * 8) / 6));
  return escaped(own);
}

function escaped(base64: string): string {
  return base64.replace(/[+/]/g, (character) => ESCAPED[character]!);
}

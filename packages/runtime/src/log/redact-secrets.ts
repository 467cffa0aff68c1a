/** Shorter values protect nothing, and redacting them would garble ordinary words. */
const SHORTEST_SECRET = 8;
const REDACTED = '[redacted]';

/** Replaces secrets in texts that others wrote. `alsoSecret`: one more, for this text. */
export type Redactor = (text: string, alsoSecret?: string) => string;

/**
 * Creates a function that redacts secrets in every usual spelling: plain; escaped for JSON or URLs (also twice) or HTML; in base64, also as a part
 * of a longer text; in base64url; and as hex.
 */
export function createRedactor(secrets: readonly (string | undefined)[]): Redactor {
  const patterns = secrets.flatMap(patternsOf);
  return (text, alsoSecret) => [...patterns, ...patternsOf(alsoSecret)].reduce((clean, each) => clean.replace(each, REDACTED), text);
}

function patternsOf(secret: string | undefined): RegExp[] {
  if (secret === undefined || secret.length < SHORTEST_SECRET) return [];
  const bytes = Buffer.from(secret);
  const encoded = [0, 1, 2].map((offset) => encodedAt(bytes, offset)).map((base64) => Array.from(base64, spellBase64).join(''));
  return [new RegExp([Array.from(secret, spell).join(''), bytes.toString('hex'), ...encoded].join('|'), 'gi')];
}

/** The base64 of the bytes after `offset` others: the characters that depend on these bytes only. */
function encodedAt(bytes: Buffer, offset: number): string {
  const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
  return encoded.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
}

/** One character in each of its escaped forms. */
function spell(character: string): string {
  if (/[a-z\d]/i.test(character)) return character;
  const code = character.codePointAt(0)!;
  const percent = [...Buffer.from(character)].map((byte) => `%(?:25)?${hex(byte, 2)}`).join('');
  const forms = [
    `\\\\{0,4}${literal(character)}`,
    percent,
    `\\\\{1,4}u${hex(code, 4)}`,
    `&#0{0,6}${code};`,
    `&#x0{0,6}${code.toString(16)};`,
  ];
  if (character === ' ') forms.push('\\+');
  if (character in ENTITIES) forms.push(`&${ENTITIES[character]};`);
  return `(?:${forms.join('|')})`;
}

const ENTITIES: Record<string, string> = {
  '&': 'amp',
  '<': 'lt',
  '>': 'gt',
  '"': 'quot',
  "'": 'apos',
  '+': 'plus',
  '/': 'sol',
  '=': 'equals',
};

/** A character of base64 in both alphabets. */
function spellBase64(character: string): string {
  if (character === '+') return `(?:-|${spell('+')})`;
  if (character === '/') return `(?:_|${spell('/')})`;
  return character;
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}

function literal(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|/-]/, String.raw`\$&`);
}

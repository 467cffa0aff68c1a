/** Something that came out of Darkroom, and where. */
export type Output = { where: string; text: string };

/** A secret by name. `base64`: its text is base64, so its bytes are secret as well. */
export type Secret = { name: string; text: string; base64?: true };

/** What is too short would be found in ordinary words. */
const SHORTEST = 12;
const PREFIX = 8;

type Needle = { text: string; says: string };

/**
 * Searches outputs for secrets: plain, in base64 of any alphabet and alignment, and as hex; each also escaped for JSON, URLs or HTML, up to twice.
 * Written without the product's own redaction, which it checks. Returns what was found, by name, form and place. Its time does not
 * depend on the number of secrets.
 */
export function findSecrets(secrets: readonly Secret[], outputs: readonly Output[]): string[] {
  const needles = indexNeedles(secrets.flatMap(needlesOf));
  const found = outputs.flatMap(({ where, text }) =>
    variantsOf(text).flatMap((variant) => search(needles, variant).map((says) => `${says} in ${where}`)),
  );
  return [...new Set(found)];
}

function needlesOf({ name, text, base64 }: Secret): Needle[] {
  if (text.length < SHORTEST) throw new Error(`${name} is too short to be searched for`);
  const encoded = (bytes: Buffer, of: string): Needle[] => [
    { text: bytes.toString('hex'), says: `${name} as hex${of}` },
    ...[0, 1, 2].map((offset) => ({ text: ownPart(bytes, offset), says: `${name} in base64${of}` })),
  ];
  const bytes = base64 ? encoded(Buffer.from(text, 'base64'), ' of its bytes') : [];
  return [{ text: standard(text), says: name }, ...encoded(Buffer.from(text), ''), ...bytes];
}

/** The base64 of the bytes after `offset` others: the characters that depend on them alone. */
function ownPart(bytes: Buffer, offset: number): string {
  const encoded = Buffer.concat([Buffer.alloc(offset, 1), bytes]).toString('base64');
  return standard(encoded.slice(Math.ceil((8 * offset) / 6), Math.floor((8 * (offset + bytes.length)) / 6)));
}

/** One spelling of both base64 alphabets, and of upper and lower case of hex: letters are compared in lower case. */
function standard(text: string): string {
  return text.replaceAll('-', '+').replaceAll('_', '/').toLowerCase();
}

/** The text as it is, and with its escapes resolved once and twice. */
function variantsOf(text: string): string[] {
  const once = unescaped(text);
  return [...new Set([text, once, unescaped(once)].map(standard))];
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", plus: '+', sol: '/', equals: '=' };

function unescaped(text: string): string {
  const ofUrls = text.replaceAll(/(?:%[\da-f]{2})+/gi, (escaped) => Buffer.from(escaped.replaceAll('%', ''), 'hex').toString());
  const ofHtml = ofUrls
    .replaceAll(/&#(\d{1,7});/g, (_, code: string) => characterOf(Number(code)))
    .replaceAll(/&#x([\da-f]{1,6});/gi, (_, code: string) => characterOf(Number.parseInt(code, 16)))
    .replaceAll(/&([a-z]{2,6});/g, (whole, name: string) => ENTITIES[name] ?? whole);
  return ofHtml
    .replaceAll(/\\u([\da-f]{4})/gi, (_, code: string) => String.fromCodePoint(Number.parseInt(code, 16)))
    .replaceAll(/\\(["'\\/])/g, '$1');
}

function characterOf(code: number): string {
  return code <= 0x10_ff_ff ? String.fromCodePoint(code) : '';
}

function indexNeedles(needles: Needle[]): Map<string, Needle[]> {
  const index = new Map<string, Needle[]>();
  for (const needle of needles) {
    const prefix = needle.text.slice(0, PREFIX);
    index.set(prefix, [...(index.get(prefix) ?? []), needle]);
  }
  return index;
}

function search(index: Map<string, Needle[]>, text: string): string[] {
  const firsts = new Set([...index.keys()].map((prefix) => prefix.codePointAt(0)));
  const found: string[] = [];
  for (let at = 0; at + PREFIX <= text.length; at++) {
    if (!firsts.has(text.codePointAt(at))) continue;
    for (const { text: needle, says } of index.get(text.slice(at, at + PREFIX)) ?? []) {
      if (text.startsWith(needle, at)) found.push(says);
    }
  }
  return found;
}

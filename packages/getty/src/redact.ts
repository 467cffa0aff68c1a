/** Shorter values protect nothing, and redacting them would garble ordinary words in error texts. */
const SHORTEST_SECRET = 8;

/** Creates a function that redacts the given secrets, plain, form-encoded or JSON-escaped, from text of other sources. */
export function createRedactor(secrets: (string | undefined)[]): (text: string, alsoSecret?: string) => string {
  const spellings = secrets.flatMap(spell);
  return (text, alsoSecret) => [...spellings, ...spell(alsoSecret)].reduce((clean, secret) => clean.replaceAll(secret, '[redacted]'), text);
}

function spell(secret: string | undefined): string[] {
  if (secret === undefined || secret.length < SHORTEST_SECRET) return [];
  return [secret, new URLSearchParams([['', secret]]).toString().slice(1), JSON.stringify(secret).slice(1, -1)];
}

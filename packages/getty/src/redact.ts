/** Anything shorter keeps nothing safe, and blanking it would garble words that the errors are read by. */
const SHORTEST_SECRET = 8;

/** Returns a function that blanks the given secrets, plain, form-encoded or JSON-escaped, out of text that somebody else wrote. */
export function createRedactor(secrets: (string | undefined)[]): (text: string, alsoSecret?: string) => string {
  const spellings = secrets.flatMap(spell);
  return (text, alsoSecret) => [...spellings, ...spell(alsoSecret)].reduce((clean, secret) => clean.replaceAll(secret, '[redacted]'), text);
}

function spell(secret: string | undefined): string[] {
  if (secret === undefined || secret.length < SHORTEST_SECRET) return [];
  return [secret, new URLSearchParams([['', secret]]).toString().slice(1), JSON.stringify(secret).slice(1, -1)];
}

/** The ways in which a hostile party repeats what it was sent. */
export function spellings(text: string): string[] {
  const bytes = Buffer.from(text);
  return [
    text,
    encodeURIComponent(text),
    encodeURIComponent(encodeURIComponent(text)),
    bytes.toString('base64'),
    bytes.toString('base64url'),
    Buffer.from(`user:${text}`).toString('base64'),
    bytes.toString('hex'),
    JSON.stringify(JSON.stringify(text)),
    text.replaceAll(/[^\w]/g, (one) => `\\u${one.codePointAt(0)!.toString(16).padStart(4, '0')}`),
    text.replaceAll(/[^\w]/g, (one) => `&#${one.codePointAt(0)};`),
  ];
}

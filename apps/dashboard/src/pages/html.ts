/** HTML text that is safe to send. */
export type Html = { html: string };

/** A template that escapes its values, except those that are HTML already. */
export function html(parts: TemplateStringsArray, ...values: (string | Html)[]): Html {
  const texts = values.map((value) => (typeof value === 'string' ? escape(value) : value.html));
  return { html: parts.reduce((page, part, index) => `${page}${texts[index - 1] ?? ''}${part}`) };
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

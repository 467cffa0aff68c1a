import { html, type Html } from './html.ts';

/** A whole HTML document; `data` are attributes of its body. Nothing in it is inline: the content security policy allows neither scripts nor styles there. */
export function documentPage(page: {
  title: string;
  styles: string[];
  script: string;
  modules?: string[];
  data?: Record<string, string>;
  body: Html;
}): string {
  const styles = { html: page.styles.map((href) => html`<link rel="stylesheet" href="${href}" />`.html).join('\n    ') };
  const modules = { html: (page.modules ?? []).map((href) => html`<link rel="modulepreload" href="${href}" />`.html).join('\n    ') };
  const data = {
    html: Object.entries(page.data ?? {})
      .map(([name, value]) => html` data-${name}="${value}"`.html)
      .join(''),
  };
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${page.title}</title>
        <link rel="icon" href="/assets/open/mark.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/assets/open/tokens.css" />
        ${styles} ${modules}
        <script type="module" src="${page.script}"></script>
      </head>
      <body${data}>
        ${page.body}
      </body>
    </html> `.html;
}

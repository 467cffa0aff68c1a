/** `/docs`: a frame in which Swagger UI shows `/openapi.json`. Nothing is inline: the content security policy allows no script there. */
export const DOCS_PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>Darkroom</title>
    <link rel="icon" href="/docs/mark.svg" type="image/svg+xml" />
    <link rel="stylesheet" href="/docs/swagger-ui.css" />
    <link rel="stylesheet" href="/docs/page.css" />
    <link rel="stylesheet" href="/docs/reference.css" />
    <script src="/docs/scheme.js"></script>
    <script src="/docs/swagger-ui-bundle.js" defer></script>
    <script src="/docs/docs.js" defer></script>
  </head>
  <body>
    <header class="top">
      <a class="wordmark" href="/docs"><img src="/docs/mark.svg" alt="" width="26" height="26" />Darkroom</a>
      <a class="document" href="/openapi.json">openapi.json</a>
    </header>
    <main id="reference"></main>
    <noscript><p>This page needs JavaScript. The description itself is at <a href="/openapi.json">/openapi.json</a>.</p></noscript>
  </body>
</html>
`;

// Swagger UI shows the description that this api serves.

// The key stays for this tab only, until it is closed: a reload does not ask for it again. Swagger UI itself would keep it for ever, for all tabs.
const KEPT = 'darkroom-docs-key';

const keepKey = () => ({
  statePlugins: {
    auth: {
      wrapActions: {
        authorize: (authorize) => (given) => {
          for (const { name, value } of Object.values(given)) {
            if (typeof value === 'string') sessionStorage.setItem(KEPT, JSON.stringify({ name, value }));
          }
          return authorize(given);
        },
        logout: (logout) => (names) => {
          sessionStorage.removeItem(KEPT);
          return logout(names);
        },
      },
    },
  },
});

/** The document with nothing but what is at the path, and what that refers to. */
const partOf = (document, path) => {
  const part = { openapi: document.openapi, info: document.info };
  const put = (names) => {
    let [from, to] = [document, part];
    for (const name of names.slice(0, -1)) [from, to] = [from[name], (to[name] ??= {})];
    const last = names.at(-1);
    if (last in to) return;
    to[last] = from[last];
    putReferred(from[last]);
  };
  const putReferred = (value) => {
    if (value === null || typeof value !== 'object') return;
    if (typeof value.$ref === 'string' && value.$ref.startsWith('#/')) put(value.$ref.slice(2).split('/'));
    for (const each of Object.values(value)) putReferred(each);
  };
  put(path);
  return part;
};

// Swagger UI parses the document that it is given for each operation that is opened. All of it took more time than everything else on the page.
const readLess = ({ fn: { resolveSubtree } }) => ({
  fn: { resolveSubtree: (document, path, options) => resolveSubtree(partOf(document, path), path, options) },
});

const ui = globalThis.SwaggerUIBundle({
  url: '/openapi.json',
  domNode: document.querySelector('#reference'),
  deepLinking: true,
  docExpansion: 'list',
  defaultModelsExpandDepth: 0,
  // Fields with what is said of them, at a glance.
  defaultModelExpandDepth: 2,
  displayRequestDuration: true,
  persistAuthorization: false,
  validatorUrl: null,
  plugins: [keepKey, readLess],
  onComplete: () => {
    const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? 'null');
    if (kept) ui.preauthorizeApiKey(kept.name, kept.value);
  },
});

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
  plugins: [keepKey],
  onComplete: () => {
    const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? 'null');
    if (kept) ui.preauthorizeApiKey(kept.name, kept.value);
  },
});

// Swagger UI shows the description that this api serves.
globalThis.SwaggerUIBundle({
  url: '/openapi.json',
  domNode: document.querySelector('#reference'),
  deepLinking: true,
  docExpansion: 'list',
  defaultModelsExpandDepth: 0,
  // Fields with what is said of them, at a glance.
  defaultModelExpandDepth: 2,
  displayRequestDuration: true,
  // The key of an API that costs money has no place in a browser's storage.
  persistAuthorization: false,
  validatorUrl: null,
});

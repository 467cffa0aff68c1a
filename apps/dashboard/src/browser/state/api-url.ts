/** Where callers reach the API, as the operator set it; else on the host of this page. */
export function apiUrl({ dataset } = document.body, { protocol, hostname } = location): string {
  return (dataset['api'] ?? `${protocol}//${hostname}`).replace(/\/+$/, '');
}

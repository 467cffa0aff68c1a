/** Where callers reach the API, as the operator set it; else on the host of this page. */
export function apiUrl({ dataset } = document.body, { protocol, hostname } = location): string {
  const url = dataset['api'] ?? `${protocol}//${hostname}`;
  return url.endsWith('/') ? url.slice(0, -1) : url;
}

/** The query of the address is where a page keeps what it shows: it can be linked to, and the back button undoes a choice. */

/** The values of the query. A page reads them anew whenever `onAddress` says so. */
export function readQuery(): URLSearchParams {
  return new URLSearchParams(location.search);
}

/** The address with some values of the query changed; null removes one. The cursor belongs to the other values, so it goes with any change. */
export function withQuery(changes: Record<string, string | null>): string {
  const query = readQuery();
  query.delete('cursor');
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === '') query.delete(name);
    else query.set(name, value);
  }
  const text = query.toString();
  return text === '' ? location.pathname : `${location.pathname}?${text}`;
}

/** Goes there without loading the page anew. `replace`: the back button skips the present address. */
export function goTo(address: string, { replace = false } = {}): void {
  if (address === `${location.pathname}${location.search}`) return;
  history[replace ? 'replaceState' : 'pushState'](null, '', address);
  window.dispatchEvent(new Event('address'));
}

/** Calls `listener` whenever the address has changed, by `goTo` or by the browser's buttons. */
export function onAddress(listener: () => void): void {
  window.addEventListener('address', listener);
  window.addEventListener('popstate', listener);
}

/** For links within a page: a plain click changes the address only. */
export function follow(event: MouseEvent): void {
  const link = event.currentTarget;
  if (!(link instanceof HTMLAnchorElement) || !isPlainClick(event)) return;
  event.preventDefault();
  goTo(`${link.pathname}${link.search}`);
}

/** Whether a click opens the link here, not in a new tab or window. */
export function isPlainClick(event: MouseEvent): boolean {
  return event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
}

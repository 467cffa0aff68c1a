/** The name in a `Content-Disposition`, without folders. Undefined for one that is hidden, or has unusual characters. */
export function nameFrom(disposition: string | null): string | undefined {
  const quoted = /filename="([^"\\]+)"/i.exec(disposition ?? '')?.[1];
  const name = (quoted ?? /filename=([^;\s"]+)/i.exec(disposition ?? '')?.[1])?.split(/[/\\]/).at(-1);
  return name && /^[\w][\w.() -]*$/.test(name) ? name : undefined;
}

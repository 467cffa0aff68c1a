/** The part of a URL that the audit keeps: its path and query may be as good as a password. */
export function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : '';
}

/** How long `wait` without a number waits, and the longest that is waited, in s: what stands in between often cuts off at a minute. */
const DEFAULT_S = 30;
const MOST_S = 60;

/** One preference of the header, and its value, quoted or not. Parameters after it say nothing to us. */
const WAIT = /^\s*wait\s*(?:=\s*("?)(\d*)\1\s*)?(?:;.*)?$/i;

/**
 * How many seconds a caller's `Prefer: wait` asks to wait, at most 60; undefined where it asks for nothing of the kind. What cannot be
 * understood counts as not sent, and of several the first counts (RFC 7240, 2).
 */
export function readPreferWait(header: string | string[] | undefined): number | undefined {
  const first = String(header ?? '')
    .split(',')
    .find((preference) => /^\s*wait\s*(?:[=;]|$)/i.test(preference));
  const asked = first === undefined ? null : WAIT.exec(first);
  if (!asked) return undefined;
  const seconds = asked[2] ? Number(asked[2]) : DEFAULT_S;
  return seconds === 0 ? undefined : Math.min(seconds, MOST_S);
}

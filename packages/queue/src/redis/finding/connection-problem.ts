/** Errors of certificates, as Node names them (tls.html, "X509 certificate error codes"). */
const UNTRUSTED = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);
const NO_TLS = new Set(['ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_PACKET_LENGTH_TOO_LONG', 'EPROTO']);

/** The server to connect to was not found. The message is for people. */
export class RedisNotFoundError extends Error {
  override readonly name = 'RedisNotFoundError';
}

/** Where a connection goes. */
type Place = { host?: string | undefined; port?: number | undefined; tls?: unknown };

/** Why Redis cannot be reached, in words that name what to change. Neither names nor passwords are repeated. */
export function connectionProblem(error: Error, { host = 'localhost', port = 6379, tls }: Place): string {
  if (error instanceof RedisNotFoundError) return error.message;
  const { code = '' } = error as NodeJS.ErrnoException;
  const at = `${host}:${port}`;
  if (/^(WRONGPASS|ERR invalid password|ERR AUTH)/.test(error.message)) return 'Redis refuses the name or the password in REDIS_URL.';
  if (error.message.startsWith('NOAUTH')) return 'Redis needs a password: put it into REDIS_URL.';
  if (error.message.startsWith('NOPERM')) return `The user in REDIS_URL may not do this: ${error.message}`;
  if (error.message.startsWith('MOVED')) return `${at} is a node of a cluster: REDIS_URL begins with redis+cluster:// then.`;
  if (UNTRUSTED.has(code))
    return `The certificate of ${at} is signed by an authority that Node does not know. REDIS_TLS_CA names a file with its certificate.`;
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return `The certificate of ${at} is for another host name.`;
  if (code === 'CERT_HAS_EXPIRED') return `The certificate of ${at} has expired.`;
  if (NO_TLS.has(code)) return `${at} does not speak TLS. Without TLS, REDIS_URL begins with redis://.`;
  switch (code) {
    case 'ECONNREFUSED':
      return `Nothing listens at ${at}.`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `The host ${host} is not known to DNS.`;
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return `There is no way to ${at} in the network.`;
    case 'ETIMEDOUT':
      return noAnswer({ host, port, tls });
    case 'ECONNRESET':
    case 'EPIPE':
      return tls
        ? `${at} ended the connection while TLS began.`
        : `${at} ended the connection. If it expects TLS, REDIS_URL begins with rediss://.`;
    default:
      return `${at} cannot be used: ${error.message}`;
  }
}

/** A server that does not speak TLS may wait for more, as Redis does. */
export function noAnswer({ host = 'localhost', port = 6379, tls }: Place): string {
  const mayLackTls = ' If it does not speak TLS, REDIS_URL begins with redis://.';
  return `${host}:${port} does not answer.${tls ? mayLackTls : ''}`;
}

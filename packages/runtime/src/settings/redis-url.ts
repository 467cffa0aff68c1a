/**
 * What REDIS_URL names: one Redis, the sentinels that know which Redis is the master, or nodes of a cluster.
 *
 *     redis://user:password@host:6379/2
 *     redis+sentinel://user:password@host1:26379,host2:26379/master/2?sentinel_password=…
 *     redis+cluster://user:password@host1,host2,host3
 *
 * `rediss` in place of `redis` connects by TLS. Name and password are percent-encoded.
 */
export type RedisPlace = { tls: boolean; login: RedisLogin; db: number } & (
  | { kind: 'single'; server: RedisServer; family?: 4 | 6 }
  | { kind: 'sentinel'; sentinels: RedisServer[]; master: string; sentinelTls: boolean; sentinelLogin: RedisLogin }
  | { kind: 'cluster'; nodes: RedisServer[] }
);

export type RedisServer = { host: string; port: number };
/** Both are absent where Redis needs neither. */
export type RedisLogin = { username?: string; password?: string };

type Kind = RedisPlace['kind'];

/** A mistake in REDIS_URL, in words that follow its name. Neither names nor passwords are repeated. */
export class RedisUrlError extends Error {
  override readonly name = 'RedisUrlError';
}

const PORTS: Record<Kind, number> = { single: 6379, sentinel: 26_379, cluster: 6379 };
const PARAMETERS: Record<Kind, readonly string[]> = {
  single: ['db', 'family'],
  sentinel: ['db', 'sentinel_username', 'sentinel_password', 'sentinel_tls'],
  cluster: ['db'],
};

const FORM = /^(redis|rediss)(\+sentinel|\+cluster)?:\/\/([^/?#]*)(\/[^?#]*)?(?:\?([^#]*))?$/i;
const HOST = /^(?:\[([0-9a-f:.]+)\]|([\w.-]+))(?::(\d{1,5}))?$/i;

/** @throws RedisUrlError */
export function parseRedisUrl(text: string): RedisPlace {
  const [, scheme, suffix = '', authority, path = '', query = ''] = FORM.exec(text.trim()) ?? [];
  if (scheme === undefined || authority === undefined) throw new RedisUrlError(whyNoUrl(text));
  const kind = ({ '': 'single', '+sentinel': 'sentinel', '+cluster': 'cluster' } as const)[suffix.toLowerCase()]!;
  const at = authority.lastIndexOf('@');
  const login = readLogin(authority.slice(0, Math.max(at, 0)));
  const servers = authority
    .slice(at + 1)
    .split(',')
    .map((part) => readServer(part.trim(), PORTS[kind], text));
  const parameters = readParameters(query, kind);
  const tls = scheme.toLowerCase() === 'rediss';
  const [first = '', second, ...more] = path.slice(1).split('/');
  if (more.length > 0) throw new RedisUrlError('has too many / after its hosts');

  if (kind === 'sentinel') {
    const master = decode(first);
    if (master === '') throw new RedisUrlError('names no master: write its name after the sentinels, as in /mymaster');
    const db = readDatabase(second, parameters);
    return { kind, tls, login, db, sentinels: servers, master, ...readSentinel(parameters, tls) };
  }
  if (second !== undefined) throw new RedisUrlError('has too many / after its hosts');
  const db = readDatabase(first, parameters);
  if (kind === 'cluster') {
    if (db !== 0) throw new RedisUrlError('names a database: a Redis Cluster has only database 0');
    return { kind, tls, login, db, nodes: servers };
  }
  if (servers.length > 1) throw new RedisUrlError('names several hosts: then it begins with redis+sentinel:// or redis+cluster://');
  return { kind, tls, login, db, server: servers[0]!, ...readFamily(parameters) };
}

/** The URL without names, passwords and parameters, to show it to people. */
export function showRedisUrl(text: string): string {
  const scheme = /^[a-z+]+:\/\//i.exec(text)?.[0];
  if (scheme === undefined) return text;
  const rest = text.slice(scheme.length).split(/[?#]/)[0]!;
  const [servers = ''] = rest.split('/');
  return scheme + rest.slice(servers.lastIndexOf('@') + 1);
}

/** The passwords in a REDIS_URL, as written and as meant, also where the rest of it is wrong. */
export function passwordsIn(text = ''): string[] {
  const [, login = ''] = /:\/\/([^/?#]*)@/.exec(text) ?? [];
  const [, ofSentinels = ''] = /[?&]sentinel_password=([^&#]*)/.exec(text) ?? [];
  const written = [login.slice(login.indexOf(':') + 1), ofSentinels].filter((password) => password !== '');
  return [...new Set(written.flatMap((password) => [password, decodeOr(password, password)]))];
}

function whyNoUrl(text: string): string {
  if (text.includes('#')) return 'has a # in it: write it as %23';
  return 'must begin with redis://, rediss:// (TLS), redis+sentinel:// or redis+cluster://';
}

function readLogin(text: string): RedisLogin {
  const colon = text.indexOf(':');
  const username = decode(colon === -1 ? text : text.slice(0, colon));
  const password = colon === -1 ? '' : decode(text.slice(colon + 1));
  return loginOf(username, password);
}

function loginOf(username: string, password: string): RedisLogin {
  return { ...(username !== '' && { username }), ...(password !== '' && { password }) };
}

function readServer(text: string, defaultPort: number, url: string): RedisServer {
  const [, v6, name, port = String(defaultPort)] = HOST.exec(text) ?? [];
  const host = v6 ?? name;
  if (host === undefined) {
    // A character of the password ended the part that names the hosts.
    const hint = url.includes('@') ? '. In a password, write / as %2F, ? as %3F, # as %23, @ as %40 and % as %25' : '';
    throw new RedisUrlError((text === '' ? 'names no host, or has a comma too many' : 'has a host that is not name:port') + hint);
  }
  if (Number(port) < 1 || Number(port) > 65_535) throw new RedisUrlError('has a port that is not a number from 1 to 65535');
  return { host, port: Number(port) };
}

/** Not by URLSearchParams: it reads a + in a password as a space. */
function readParameters(query: string, kind: Kind): Map<string, string> {
  const pairs = query.split('&').filter((pair) => pair !== '');
  const parameters = new Map(pairs.map((pair) => [pair.split('=', 1)[0]!, decode(pair.slice(pair.split('=', 1)[0]!.length + 1))]));
  const known = PARAMETERS[kind];
  if ([...parameters.keys()].some((name) => !known.includes(name)))
    throw new RedisUrlError(`has an unknown parameter; after the ? it may have ${known.join(', ')}`);
  return parameters;
}

function readDatabase(path: string | undefined, parameters: Map<string, string>): number {
  const inPath = path === undefined || path === '' ? undefined : path;
  const inQuery = parameters.get('db');
  if (inPath !== undefined && inQuery !== undefined && inPath !== inQuery) throw new RedisUrlError('names two databases');
  const text = inPath ?? inQuery ?? '0';
  if (!/^\d{1,5}$/.test(text)) throw new RedisUrlError('has a database that is not a number, such as /0');
  return Number(text);
}

function readSentinel(parameters: Map<string, string>, tls: boolean): { sentinelTls: boolean; sentinelLogin: RedisLogin } {
  const wanted = parameters.get('sentinel_tls');
  if (wanted !== undefined && wanted !== 'true' && wanted !== 'false')
    throw new RedisUrlError('has a sentinel_tls that is not true or false');
  return {
    sentinelTls: wanted === undefined ? tls : wanted === 'true',
    sentinelLogin: loginOf(parameters.get('sentinel_username') ?? '', parameters.get('sentinel_password') ?? ''),
  };
}

function readFamily(parameters: Map<string, string>): { family?: 4 | 6 } {
  const family = parameters.get('family');
  if (family === undefined) return {};
  if (family !== '4' && family !== '6') throw new RedisUrlError('has a family that is not 4 or 6');
  return { family: family === '4' ? 4 : 6 };
}

function decode(text: string): string {
  const decoded = decodeOr(text, undefined);
  if (decoded === undefined) throw new RedisUrlError('has a % that is not followed by two hexadecimal digits: write a % itself as %25');
  return decoded;
}

function decodeOr<Otherwise>(text: string, otherwise: Otherwise): string | Otherwise {
  try {
    return decodeURIComponent(text);
  } catch {
    return otherwise;
  }
}

import { unexpectedAnswer } from '../errors/read-problem.ts';
import { ConnectionError } from '../errors/darkroom-error.ts';
import type { Http } from '../http/http.ts';
import type { CallOptions } from '../settings.ts';
import { nameFrom } from './name-from.ts';
import { readOn, type Opened, type Range } from './read-on.ts';

/** A file that is being downloaded. Read `body`, or cancel it. */
export type StoredFile = {
  /** A name that is safe as a file's name. */
  name: string;
  /** The media type, such as `image/jpeg`. */
  type: string;
  /** How many bytes `body` has, where the server says it. */
  bytes: number | null;
  /**
   * The bytes, as they come. In Node: `await writeFile(path, file.body)`. Where the connection breaks, it continues with the bytes that are
   * missing.
   */
  body: ReadableStream<Uint8Array> & AsyncIterable<Uint8Array>;
  /** All bytes, in memory. */
  arrayBuffer: () => Promise<ArrayBuffer>;
};

export type FileOptions = CallOptions & {
  /** Only these bytes: from `start`, and with `end` up to and with it. A server that sends all of them makes no difference. */
  range?: Range | undefined;
};

const EXTENSIONS: Record<string, string> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'image/tiff': 'tif',
  'image/gif': 'gif',
};

/** Opens the file at `path` of the API, there or where it redirects to. `name`: what it is called where no server gives it a name. */
export async function openFile(http: Http, { path, name }: { path: string; name: string }, options: FileOptions = {}): Promise<StoredFile> {
  const { range, ...callOptions } = options;
  const open = (wanted: Range | undefined) => openAt(http, path, { wanted, callOptions });
  const first = await open(range);
  const { headers } = first.response;
  const type = typeOf(first.response) ?? 'application/octet-stream';
  const { body, bytes } = readOn(first, { http, range, signal: options.signal, open });
  return {
    name: nameFrom(headers.get('content-disposition')) ?? `${name}.${EXTENSIONS[type] ?? 'bin'}`,
    type,
    bytes,
    body,
    arrayBuffer: () => new Response(body).arrayBuffer(),
  };
}

/** The address that `path` redirects to; null where the API has the bytes itself. */
export async function findLocation(http: Http, path: string, options: CallOptions = {}): Promise<string | null> {
  const { response, ended } = await http.open({ method: 'GET', path, headers: { accept: '*/*' } }, options);
  await response.body?.cancel();
  ended();
  return response.status === 302 ? response.headers.get('location') : null;
}

function openAt(http: Http, path: string, how: { wanted: Range | undefined; callOptions: CallOptions }): Promise<Opened> {
  const { wanted, callOptions } = how;
  const headers = {
    accept: '*/*',
    'accept-encoding': 'identity', // the parts of a packed file could not be put together
    ...(wanted ? { range: `bytes=${wanted.start}-${wanted.end ?? ''}` } : {}),
  };
  return http.open({ method: 'GET', path, headers }, callOptions, async (response, signal) => {
    const found = response.status === 302 ? await follow(http, response, { headers, signal }) : response;
    if (typeOf(found) !== 'text/html') return found;
    await found.body?.cancel();
    throw unexpectedAnswer(found, 'The answer is a web page, and not the file.');
  });
}

/** The API key stays behind: the address belongs to Getty, or to the archive. */
async function follow(http: Http, response: Response, init: { headers: Record<string, string>; signal: AbortSignal }): Promise<Response> {
  const location = response.headers.get('location');
  await response.body?.cancel();
  if (location === null || !URL.canParse(location, http.url)) throw unexpectedAnswer(response, 'The redirect to the file has no address.');
  const { href, host } = new URL(location, http.url);
  let found: Response;
  try {
    found = await http.fetchElsewhere(href, init);
  } catch (error) {
    if (init.signal.aborted) throw error;
    throw new ConnectionError(`The server of the file, ${host}, does not answer`, { cause: error });
  }
  if (found.ok) return found;
  await found.body?.cancel();
  // The API answers so too, for a file that it sends itself.
  if (found.status === 416) throw unexpectedAnswer(found, 'The range begins behind the end of the file.', 'range_not_satisfiable');
  throw unexpectedAnswer(found, `The server of the file, ${host}, answered ${found.status}.`);
}

function typeOf(response: Response): string | undefined {
  return response.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
}

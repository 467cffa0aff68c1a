import type { Attributes } from './tracing.ts';

/** The server of a call, by OpenTelemetry's conventions for HTTP. The rest of the address is left out: it may be signed, or contain a token. */
export function calledServer(url: string): Attributes {
  const { hostname, port, protocol } = new URL(url);
  return {
    'url.scheme': protocol.slice(0, -1),
    'server.address': hostname,
    'server.port': port !== '' ? Number(port) : protocol === 'https:' ? 443 : 80,
  };
}

import type { Attributes, Tracing } from '@darkroom/telemetry';

import type { GettyCallKind, GettyCallRecord } from '../terms/options.ts';

/** The paths of the calls, below the path prefix, as OpenTelemetry's `url.template`. Addresses themselves are not traced. */
const TEMPLATES: Record<GettyCallKind, string> = {
  token: '/oauth2/token',
  generate: '/ai/image-generations',
  variation: '/ai/image-generations/{id}/images/{index}/variations',
  refine: '/ai/image-generations/refine',
  extend: '/ai/image-generations/extend',
  object_removal: '/ai/image-generations/object-removal',
  background_removal: '/ai/image-generations/background-removal',
  background_replacement: '/ai/image-generations/background-replacement',
  background_generation: '/ai/image-generations/background-generations',
  influence_color: '/ai/image-generations/influence-color-by-image',
  influence_composition: '/ai/image-generations/influence-composition-by-image',
  get_generation: '/ai/image-generations/{id}',
  download_sizes: '/ai/image-generations/{id}/images/{index}/download-sizes',
  start_download: '/ai/image-generations/{id}/images/{index}/download',
  get_download: '/ai/image-generations/{id}/images/{index}/download',
  redownload: '/ai/redownloads',
  history: '/ai/generation-history',
  history_item: '/ai/generation-history/{id}',
  register_file: '/ai/file-registrations',
  get_file: '/ai/file-registrations/{id}',
  delete_file: '/ai/file-registrations/{id}',
  upload: '/search/by-image/uploads/{name}',
  enhance_prompt: '/ai/enhance-prompt',
  products: '/products',
};

/** Adds a call that has ended to the trace of the work that made it; without one, it is not traced. */
export function traceCall(tracing: Tracing | undefined, call: GettyCallRecord): void {
  const parent = tracing?.active();
  if (!parent) return;
  const template = TEMPLATES[call.kind];
  const span = parent.child({
    name: `${call.method} ${template}`,
    kind: 'client',
    startedAt: Date.now() - call.durationMs,
    attributes: {
      'http.request.method': call.method,
      'url.template': template,
      ...serverOf(call.host),
      'http.response.status_code': call.status,
      'darkroom.getty.call': call.kind,
      'darkroom.getty.outcome': call.outcome,
      'darkroom.getty.error_code': call.errorCode,
    },
  });
  span.end({ error: call.outcome === 'ok' ? undefined : call.outcome });
}

function serverOf(host: string): Attributes {
  const { hostname, port } = new URL(`http://${host}`);
  return { 'server.address': hostname, 'server.port': port === '' ? undefined : Number(port) };
}

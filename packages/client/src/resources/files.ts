import type { EnhancedPrompt, EnhanceRequest, File, FileRequest, Product, Upload } from '../api-types.generated.ts';
import type { Http } from '../http/http.ts';
import type { List } from '../lists/list.ts';
import type { CallOptions } from '../settings.ts';
import { listAt, pathsUnder } from './list-at.ts';
import type { PageFilter } from './queries.ts';

export function filesOf(http: Http) {
  const at = pathsUnder('/v1/files');
  return {
    /** Registers a picture with Getty, which fetches it from `url`. */
    create: (body: FileRequest, options?: CallOptions): Promise<File> => http.call({ method: 'POST', path: '/v1/files', body }, options),
    list: (filter?: PageFilter, options?: CallOptions): List<File> => listAt(http, { path: '/v1/files', query: filter }, options),
    /** With Getty's previews. */
    get: (id: string, options?: CallOptions): Promise<File> => http.call({ method: 'GET', path: at(id) }, options),
    delete: (id: string, options?: CallOptions): Promise<void> => http.call({ method: 'DELETE', path: at(id) }, options),
  };
}

export function uploadsOf(http: Http) {
  return {
    /** Puts up a JPEG of at most 10 MB for a day, as a mask or for a file. It is read into memory first, so that it can be sent again. */
    create: async (jpeg: Uint8Array | ArrayBuffer | Blob | ReadableStream<Uint8Array>, options?: CallOptions): Promise<Upload> => {
      const data = await new Response(jpeg as ConstructorParameters<typeof Response>[0]).arrayBuffer();
      return http.call({ method: 'POST', path: '/v1/uploads', bytes: { type: 'image/jpeg', data } }, options);
    },
  };
}

export function promptsOf(http: Http) {
  return {
    /** Getty's own enhancement of a prompt. It costs nothing. */
    enhance: (body: EnhanceRequest, options?: CallOptions): Promise<EnhancedPrompt> =>
      http.call({ method: 'POST', path: '/v1/prompts/enhance', body }, options),
  };
}

export function productsOf(http: Http) {
  return {
    /** The account's products at Getty, and what they demand. */
    list: (options?: CallOptions): List<Product> => listAt(http, { path: '/v1/products' }, options),
  };
}

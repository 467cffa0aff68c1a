import type {
  Delivery,
  DeliveryId,
  Endpoint,
  EndpointChange,
  EndpointId,
  EndpointRequest,
  EndpointWithSecret,
  ListedDelivery,
  RecoverRequest,
  Recovery,
  RotateRequest,
  RotateWebhookSecretRequest,
  WebhookSecret,
} from '../api-types.generated.ts';
import { ConfigurationError } from '../errors/darkroom-error.ts';
import type { Http } from '../http/http.ts';
import type { List } from '../lists/list.ts';
import type { CallOptions } from '../settings.ts';
import { verifyWebhook, type WebhookEvent, type WebhookHeaders } from '../webhooks/verify.ts';
import { listAt, pathsUnder } from './list-at.ts';
import type { DeliveryFilter, PageFilter } from './queries.ts';

export function endpointsOf(http: Http) {
  const at = pathsUnder('/v1/endpoints');
  return {
    /** Creates an endpoint. The answer has its secret. */
    create: (body: EndpointRequest, options?: CallOptions): Promise<EndpointWithSecret> =>
      http.call({ method: 'POST', path: '/v1/endpoints', body }, options),
    list: (filter?: PageFilter, options?: CallOptions): List<Endpoint> => listAt(http, { path: '/v1/endpoints', query: filter }, options),
    get: (id: EndpointId, options?: CallOptions): Promise<Endpoint> => http.call({ method: 'GET', path: at(id) }, options),
    update: (id: EndpointId, change: EndpointChange, options?: CallOptions): Promise<Endpoint> =>
      http.call({ method: 'PATCH', path: at(id), body: change }, options),
    delete: (id: EndpointId, options?: CallOptions): Promise<void> => http.call({ method: 'DELETE', path: at(id) }, options),
    /** Sends `webhook.test` to it. */
    test: (id: EndpointId, options?: CallOptions): Promise<Delivery> => http.call({ method: 'POST', path: at(id, '/test') }, options),
    /** Gives it a new secret; the old one signs beside it for `overlap`. */
    rotate: (id: EndpointId, body?: RotateRequest, options?: CallOptions): Promise<EndpointWithSecret> =>
      http.call({ method: 'POST', path: at(id, '/rotate'), body }, options),
    /** Sends what it missed. Call again with `next_since` until that is null. */
    recover: (id: EndpointId, body: RecoverRequest, options?: CallOptions): Promise<Recovery> =>
      http.call({ method: 'POST', path: at(id, '/recover'), body }, options),
  };
}

export function deliveriesOf(http: Http) {
  const at = pathsUnder('/v1/deliveries');
  return {
    list: (filter?: DeliveryFilter, options?: CallOptions): List<ListedDelivery> =>
      listAt(http, { path: '/v1/deliveries', query: filter }, options),
    get: (id: DeliveryId, options?: CallOptions): Promise<Delivery> => http.call({ method: 'GET', path: at(id) }, options),
    /** Sends it again. */
    redeliver: (id: DeliveryId, options?: CallOptions): Promise<Delivery> =>
      http.call({ method: 'POST', path: at(id, '/redeliver') }, options),
  };
}

export function webhookSecretOf(http: Http) {
  return {
    /** The secret of the webhooks that jobs and batches name. Each reading is in the audit. */
    get: (options?: CallOptions): Promise<WebhookSecret> => http.call({ method: 'GET', path: '/v1/webhook-secret' }, options),
    rotate: (body?: RotateWebhookSecretRequest, options?: CallOptions): Promise<WebhookSecret> =>
      http.call({ method: 'POST', path: '/v1/webhook-secret/rotate', body }, options),
  };
}

export function webhooksOf(ownSecret: string | readonly string[] | undefined) {
  return {
    /** Verifies a webhook by its raw body, and returns its event. @throws WebhookVerificationError */
    verify: (
      body: string | Uint8Array,
      headers: WebhookHeaders,
      secret: string | readonly string[] | undefined = ownSecret,
    ): WebhookEvent => {
      if (!secret) throw new ConfigurationError('The webhook secret is missing: give `webhookSecret`, or set DARKROOM_WEBHOOK_SECRET.');
      return verifyWebhook(body, headers, secret);
    },
  };
}

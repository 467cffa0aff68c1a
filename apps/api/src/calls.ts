import { openArchive } from '@darkroom/archive';
import { addressOf, UPLOADS_PATH } from '@darkroom/getty';
import type { Store } from '@darkroom/queue';
import { composeServices, createSecretBox, createTenantSecrets, type Clock, type Logger, type Service } from '@darkroom/runtime';
import type { Router } from 'express';

import type { CallsConfig } from './config.ts';
import type { Events } from './events.ts';
import { EventHub } from './feed/event-hub.ts';
import { createStreams } from './feed/streams.ts';
import { KeyRing } from './http/access/key-ring.ts';
import { createKeyUses } from './http/access/key-uses.ts';
import { readSettingsKeys } from './http/access/settings-keys.ts';
import type { AccessDeps } from './http/access/authenticate.ts';
import { createGettyReader, type GettyReader } from './pictures/getty-reader.ts';
import { apiRoutes } from './routes.ts';
import { announceTenants } from './webhook-secret/announce-tenants.ts';

/**
 * Every call of the API with what it works on. `routes` expects a caller in `locals` (see `http/handler.ts`): the api lets API keys in, the
 * dashboard people. It starts before the server that has the routes and stops after it.
 */
export type Calls = Service & {
  routes: Router;
  access: AccessDeps;
  getty: GettyReader;
  /** Ends open streams; the server stops only then. */
  hub: Service;
  /** Closes what is open from the beginning, even if it never started. */
  close(): Promise<void>;
};

export function createCalls(config: CallsConfig, deps: { store: Store; clock: Clock; events: Events; logger: Logger }): Calls {
  const { store, clock, events, logger } = deps;
  const { DARKROOM_ENCRYPTION_KEY: encryptionKey, DARKROOM_PRICES: prices } = config;
  const secretBox = encryptionKey && createSecretBox(encryptionKey);
  const secrets = createTenantSecrets({
    store: store.webhookSecrets,
    secretBox,
    given: config.WEBHOOK_SECRET,
    tenants: config.DARKROOM_API_KEYS?.values(),
  });
  const settings = readSettingsKeys(config.DARKROOM_API_KEYS ?? new Map(), config.DARKROOM_ADMIN_KEY);
  const settingsKeys = [...settings.values()].map(({ id }) => id);
  const ring = new KeyRing({ store: store.apiKeys, permanent: new Set(settingsKeys), clock, logger });
  const uses = createKeyUses({ store: store.apiKeys, clock, logger, settingsKeys });
  const getty = createGettyReader(config, { store, clock, events });
  const archive = openArchive(config);
  const hub = new EventHub({ store, clock, events });

  const routes = apiRoutes({
    store,
    clock,
    events,
    getty,
    archive,
    hub,
    secrets,
    secretBox,
    streams: createStreams({ events, mostOfTenant: config.MAX_OPEN_STREAMS }),
    keys: { settings, ring, uses },
    allowPrivateNetworks: config.WEBHOOK_ALLOW_PRIVATE_NETWORKS,
    uploadsUrl: addressOf({ apiUrl: config.GETTY_API_URL, pathPrefix: config.GETTY_PATH_PREFIX }, UPLOADS_PATH),
    mostOpen: config.MAX_OPEN_JOBS,
    prices,
  });
  return {
    ...composeServices(ring, uses, announceTenants({ secrets, clock, logger })),
    routes,
    access: { settings, ring, uses },
    getty,
    hub,
    close: async () => {
      await getty.close();
      archive?.close();
    },
  };
}

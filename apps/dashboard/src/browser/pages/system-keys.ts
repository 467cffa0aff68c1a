import { readQuery } from '../state/address.ts';
import { chosenTenant, tenantsToChoose } from '../state/chosen-tenant.ts';
import { pathOfPage, readByAddress } from '../state/read-by-address.ts';
import { createResource } from '../state/resource.ts';
import { askChangeKey, askNewKey, askRevokeKey, type KeyDone } from '../views/system/ask-key.ts';
import { keysPage, type KeyList } from '../views/system/keys-page.ts';
import { startPage } from './start-page.ts';

const ROWS = 50;

const list = createResource<KeyList>(() => page.drawSoon());
let said: string | null = null;
let made: { name: string; key: string } | null = null;

const done: KeyDone = (words, key) => {
  said = words;
  if (key) made = key;
  page.announce(words);
  list.refreshSoon();
};

const forget = (): void => {
  made = null;
  page.drawSoon();
};

const page = startPage({
  view: (frame, now) =>
    keysPage({ list: list.state, said, made }, frame, now, {
      create: () => {
        const tenant = chosenTenant(readQuery());
        askNewKey({ tenants: tenantsToChoose(frame.counts, tenant), tenant }, done);
      },
      change: (key) => askChangeKey(key, done),
      revoke: (key) => askRevokeKey(key, done),
      forget,
    }),
});

readByAddress(list, () => ({ path: pathOfPage('/v1/keys', ROWS), tenant: chosenTenant(readQuery()) }));

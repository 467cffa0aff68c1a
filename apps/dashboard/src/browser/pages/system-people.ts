import { pathOfPage, readByAddress } from '../state/read-by-address.ts';
import { createResource } from '../state/resource.ts';
import { askChange, askDisable, askLink, askNewPerson, askRemove, type Done } from '../views/people/ask-person.ts';
import { askSessions } from '../views/people/ask-sessions.ts';
import { peoplePage, type PeopleList } from '../views/people/people-page.ts';
import { startPage } from './start-page.ts';

const ROWS = 50;

const list = createResource<PeopleList>(() => page.drawSoon());
let said: string | null = null;
let link: { name: string; address: string } | null = null;
let tenants: string[] = [];

const done: Done = (words, made) => {
  said = words;
  if (made) link = { name: made.name, address: `${location.origin}/login/password#${made.code}` };
  page.announce(words);
  list.refreshSoon();
};

const forget = (): void => {
  link = null;
  page.drawSoon();
};

const page = startPage({
  view: ({ counts }, now) => {
    tenants = Object.keys(counts);
    return peoplePage({ list: list.state, said, link }, now, {
      add: () => askNewPerson(tenants, done),
      change: (person) => askChange(person, tenants, done),
      disable: (person) => askDisable(person, done),
      remove: (person) => askRemove(person, done),
      link: (person) => askLink(person, done),
      sessions: (of) => askSessions(of, now, done),
      forget,
    });
  },
});

readByAddress(list, () => ({ path: pathOfPage('/data/people', ROWS) }));

import type { Candidate } from '@darkroom/contracts';

import { goTo, onAddress, readQuery } from '../state/address.ts';
import { call } from '../state/call.ts';
import { chosenTenant } from '../state/chosen-tenant.ts';
import { createCandidateLook } from '../state/held/candidates.ts';
import { heldHere, nextAfter } from '../state/held/held-address.ts';
import type { HeldDetail, HeldPage } from '../state/held/held-types.ts';
import { createSelection } from '../state/jobs/selection.ts';
import { may } from '../state/person.ts';
import { createResource } from '../state/resource.ts';
import { askAdopt, askAdoptDownload, askGiveUp, askSendAgain, type Decided } from '../views/held/ask-held.ts';
import { askManyHeld } from '../views/held/ask-many-held.ts';
import { heldPage } from '../views/held/held-page.ts';
import type { HeldActions } from '../views/held/held-panel.ts';
import { startPage } from './start-page.ts';

const ROWS = 50;

const list = createResource<HeldPage>(() => page.drawSoon());
const detail = createResource<HeldDetail>(() => {
  lookOnce();
  page.drawSoon();
  focusWhenDrawn();
});
const candidates = createCandidateLook(() => page.drawSoon());
const selection = may('operator') ? createSelection(() => page.drawSoon()) : undefined;
let tenant: string | null = null;
let openId: string | null = null;
/** The part of the list that is shown, and the job that candidates were asked for. */
let part: string | undefined;
let lookedFor: string | null = null;
/** The job that gets the focus, on its title, once it is drawn. */
let focusOn: string | null = null;
let said: string | null = null;

const show = (): void => {
  const query = readQuery();
  const cursor = query.get('cursor');
  tenant = chosenTenant(query);
  const next = JSON.stringify([tenant, cursor]);
  if (next !== part) {
    part = next;
    selection?.clear();
    const asked = new URLSearchParams({ limit: String(ROWS), ...(cursor !== null && { cursor }) });
    void list.load((signal) => call<HeldPage>(`/data/held?${asked.toString()}`, { tenant, signal }));
  }
  if (query.get('job') !== openId) open(query.get('job'));
  page.drawSoon();
};

const follow = (): void => {
  show();
  focusOn = openId;
  focusWhenDrawn();
};

const open = (id: string | null): void => {
  openId = id;
  lookedFor = null;
  candidates.forget();
  if (id !== null) void detail.load((signal) => call<HeldDetail>(`/data/held/${encodeURIComponent(id)}`, { tenant, signal }));
};

/** Getty is asked when a held generation is opened, not each time it is read again. */
const lookOnce = (): void => {
  const card = detail.state.data?.card;
  if (!card || card.id !== openId || card.status !== 'held' || card.type !== 'generation' || lookedFor === openId) return;
  lookedFor = card.id;
  void candidates.look(card);
};

const look = (): void => {
  const card = detail.state.data?.card;
  if (card) void candidates.look(card);
};

/** What follows a decision: the next held job is opened, and its title has the focus, so that one can go on by keyboard. */
const decided = (id: string): Decided => {
  let next: string | null = null;
  return {
    done: (words) => {
      next = leaveList(id);
      said = `${words}.`;
      page.announce(said);
      goTo(heldHere(next));
      list.refreshSoon();
    },
    onDone: () => {
      focusOn = next;
      if (next === null) document.getElementById('main')?.focus();
      focusWhenDrawn();
    },
  };
};

/** Takes a job out of the list before that is read again. Returns which one comes next. */
const leaveList = (id: string): string | null => {
  const { data } = list.state;
  if (!data) return null;
  const next = nextAfter(data.data, id);
  list.replace({ ...data, data: data.data.filter((card) => card.id !== id) });
  return next;
};

/** Whoever opens a job goes on there, by keyboard too. */
const focusWhenDrawn = (): void => {
  if (focusOn === null || detail.state.data?.card.id !== focusOn) return;
  focusOn = null;
  requestAnimationFrame(() => document.getElementById('held-title')?.focus()); // it is drawn in this frame
};

const fitting = (): Candidate | undefined => candidates.state.data?.data.find(({ fit }) => fit !== 'possible');

const withCard = (act: (opened: HeldDetail) => void): void => {
  if (detail.state.data) act(detail.state.data);
};

const actions: HeldActions = {
  adopt: (id) =>
    withCard(({ card }) => {
      if (id === null) return askAdoptDownload(card, decided(card.id));
      const candidate = candidates.state.data?.data.find((each) => each.generation_request_id === id);
      return askAdopt(card, { id, candidate }, decided(card.id));
    }),
  sendAgain: () => withCard(({ card, currency }) => askSendAgain(card, { currency, fitting: fitting() }, decided(card.id))),
  giveUp: () => withCard(({ card }) => askGiveUp(card, decided(card.id))),
  look,
};

const actOnMany = (way: 'retry' | 'fail'): void => {
  const { data } = list.state;
  if (!data) return;
  const jobs = data.data.filter(({ id }) => selection?.ids.has(id));
  askManyHeld(way, { jobs, currency: data.currency }, (words) => {
    said = words;
    page.announce(words);
    selection?.clear();
    if (jobs.some(({ id }) => id === openId)) goTo(heldHere(null));
    list.refreshSoon();
  });
};

const page = startPage({
  view: (frame, now) =>
    heldPage({ tenant, list: list.state, openId, detail: detail.state, candidates: candidates.state, selection, said }, frame, {
      now,
      actions,
      actOnMany,
    }),
  onMoved: (jobs, isPart) => {
    if (isPart || jobs.some(({ id }) => id === openId)) detail.refreshSoon();
    if (isPart || jobs.length > 0) list.refreshSoon();
  },
  onChange: () => list.refreshSoon(),
});
onAddress(follow);
show();

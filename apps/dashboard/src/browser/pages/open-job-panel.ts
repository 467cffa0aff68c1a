import { render } from 'lit-html';

import type { JobCard } from '../../jobs/job-card.ts';
import { createJobPanel } from '../state/job-panel.ts';
import { jobPanel } from '../views/job/job-panel.ts';
import { byId } from './by-id.ts';

export type OpenJobPanel = {
  /** Draws the job that is open. `known` are the jobs of the page behind it. */
  draw(now: number, known: ReadonlyMap<string, JobCard>): void;
  /** Opens the job that the address names. */
  followAddress(): void;
};

/** One job, in front of the page. The address says which is open: so a job can be linked to, and the back button closes it. */
export function openJobPanel(changed: () => void): OpenJobPanel {
  const dialog = byId('detail') as HTMLDialogElement;
  const panel = createJobPanel(changed);
  const { title } = document;
  const close = (): void => dialog.close();
  const resolve = (way: Parameters<typeof panel.resolve>[0]): void => void panel.resolve(way);

  const draw: OpenJobPanel['draw'] = (now, known) => {
    const { state } = panel;
    render(jobPanel(state, { now, close, resolve }), dialog);
    if (state.jobId !== null) panel.compare(known.get(state.jobId));
  };

  const followAddress = (): void => {
    const id = /^\/jobs\/([^/]+)$/.exec(location.pathname)?.[1] ?? null;
    if (id === panel.state.jobId) return;
    panel.open(id);
    document.title = id === null ? title : `${id} · ${title}`;
    if (id === null) return dialog.close();
    const body = dialog.querySelector<HTMLElement>('.detail-body');
    body?.scrollTo(0, 0);
    if (dialog.open) body?.focus();
    else dialog.showModal();
  };

  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a[data-job]') : null;
    const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (!(link instanceof HTMLAnchorElement) || !isPlain) return;
    event.preventDefault();
    history.pushState({ opened: true }, '', link.href);
    followAddress();
  });
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) close(); // beside the panel
  });
  // However it was closed: Esc, the button, a click beside it.
  dialog.addEventListener('close', () => {
    if (panel.state.jobId === null) return;
    history.pushState(null, '', '/');
    followAddress();
  });
  window.addEventListener('popstate', followAddress);

  return { draw, followAddress };
}

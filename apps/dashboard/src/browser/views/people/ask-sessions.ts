import { html } from 'lit-html';

import type { ShownSession } from '../../../people/present-person.ts';
import { call, problemWords } from '../../state/call.ts';
import { createResource } from '../../state/resource.ts';
import { ask } from '../form/ask.ts';
import { loaded } from '../pieces/parts.ts';
import { sessionTable } from './sessions.ts';

/** Shows the sessions of a person, and ends them all if that is wanted. `now` in ms, by the server's clock. */
export function askSessions({ id, name }: { id: string; name: string }, now: number, done: (words: string) => void): void {
  const sessions = createResource<{ data: ShownSession[] }>(() => asked?.redraw());
  const asked: ReturnType<typeof ask> | undefined = ask({
    title: `Sessions of ${name}`,
    body: () => loaded(sessions.state, ({ data }) => html`<div class="table-frame">${sessionTable(data, now)}</div>`),
    confirm: 'End them all',
    isReady: () => (sessions.state.data?.data.length ?? 0) > 0,
    act: async () => {
      const { problem } = await call(`/data/people/${id}/end-sessions`, { method: 'POST' });
      if (problem) return problemWords(problem);
      done(`The sessions of ${name} have ended.`);
      return null;
    },
  });
  void sessions.load((signal) => call(`/data/people/${id}/sessions`, { signal }));
}

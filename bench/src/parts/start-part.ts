import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import type { PartName, PartSettings, PartReport } from './parts.ts';

export type RunningPart<Report> = AsyncDisposable & { readonly pid: number; readonly report: Report };

const main = fileURLToPath(new URL('main.ts', import.meta.url));

/** Starts a part and returns when it has sent its report. @throws Error if it ends before that */
export async function startPart<Name extends PartName>(name: Name, settings: PartSettings<Name>): Promise<RunningPart<PartReport<Name>>> {
  const child = fork(main, [name]);
  child.send({ settings });
  const exited = once(child, 'exit');
  const early = exited.then(() => {
    throw new Error(`${name} ended early; its output is above`);
  });
  const [report] = (await Promise.race([once(child, 'message'), early])) as [PartReport<Name>];
  early.catch(() => undefined); // now it may end

  return {
    pid: child.pid as number, // set, since it has sent a report
    report,
    async [Symbol.asyncDispose]() {
      if (child.connected) child.disconnect();
      await exited;
    },
  };
}

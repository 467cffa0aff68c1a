import { isFree } from '@darkroom/embedded-redis';

import type { Ports } from '../config.ts';
import { StartError } from '../start-error.ts';

/** @throws StartError if a port that an app needs is in use */
export async function checkPorts(ports: Partial<Ports>): Promise<void> {
  const taken: string[] = [];
  for (const [app, port] of Object.entries(ports)) if (!(await isFree(port))) taken.push(`${port} (${app})`);
  if (taken.length === 0) return;
  throw new StartError(
    `${taken.length > 1 ? 'Ports' : 'Port'} ${taken.join(', ')} ${taken.length > 1 ? 'are' : 'is'} in use by another program. ` +
      'Stop that one, or start on other ports: PORT=8000 npm start (the other apps use the ports after it).',
  );
}

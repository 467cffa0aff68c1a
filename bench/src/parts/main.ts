import { once } from 'node:events';
import process from 'node:process';

import { PARTS, type PartName } from './parts.ts';

// Started by start-part.ts: the part's name; its settings come as the only message, and what it tells goes back as the only one.
const part = PARTS[process.argv[2] as PartName] as (settings: unknown) => Promise<unknown>;
const [{ settings }] = (await once(process, 'message')) as [{ settings: unknown }];

process.once('disconnect', () => process.exit());
process.send?.(await part(settings));

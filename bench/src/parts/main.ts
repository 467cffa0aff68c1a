import { once } from 'node:events';
import process from 'node:process';

import { PARTS, type PartName } from './parts.ts';

// Started by start-part.ts with the part's name. The settings arrive as the only message, and the part's report is sent back as the only
// one.
const part = PARTS[process.argv[2] as PartName] as (settings: unknown) => Promise<unknown>;
const [{ settings }] = (await once(process, 'message')) as [{ settings: unknown }];

process.once('disconnect', () => process.exit());
process.send?.(await part(settings));

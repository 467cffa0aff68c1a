import process from 'node:process';

import { PARTS } from './parts.ts';

// Started by start-part.ts: the part's name and its settings as JSON; what it tells goes back as the only message.
const [name, settings] = process.argv.slice(2) as [keyof typeof PARTS, string];
const part = PARTS[name] as (settings: unknown) => Promise<unknown>;

process.once('disconnect', () => process.exit());
process.send?.(await part(JSON.parse(settings)));

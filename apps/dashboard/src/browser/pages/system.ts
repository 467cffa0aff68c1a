import { call } from '../state/call.ts';
import { createResource } from '../state/resource.ts';
import type { SystemState } from '../../system/system-data.ts';
import { systemPage } from '../views/system/system-page.ts';
import { startPage } from './start-page.ts';

const ASK_EVERY_MS = 5_000;

const system = createResource<SystemState>(() => page.drawSoon());
const page = startPage({ view: (_frame, now) => systemPage(system.state, now) });
void system.load((signal) => call<SystemState>('/data/system', { signal }));
setInterval(() => document.hidden || system.refreshSoon(), ASK_EVERY_MS);

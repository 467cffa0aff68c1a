import { runProcess } from '@darkroom/runtime';

import { createApp } from './app.ts';
import { readConfig } from './config.ts';

await runProcess(process, { name: 'worker', readConfig, create: createApp });

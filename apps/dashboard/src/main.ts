import process from 'node:process';

import { runProcess } from '@darkroom/runtime';

import { createApp } from './app.ts';
import { readConfig } from './config.ts';

await runProcess(process, { name: 'dashboard', readConfig, create: createApp });

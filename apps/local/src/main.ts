import process from 'node:process';

import { createApp } from './app.ts';
import { readConfig } from './config.ts';
import { createScreen } from './screen.ts';
import { untilStopped } from './until-stopped.ts';

const screen = createScreen(process.stdout, process.stdin);
await untilStopped(process, screen, () => createApp(readConfig(process.argv.slice(2), process.env), { screen }));

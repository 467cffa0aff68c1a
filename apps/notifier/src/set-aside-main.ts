import process from 'node:process';

import { createLogger, secretsOf } from '@darkroom/runtime';

import { readConfig } from './config.ts';
import { setAside } from './set-aside.ts';

const print = (line: string) => void process.stdout.write(`${line}\n`);
const logger = createLogger({ name: 'set-aside', level: 'error', secrets: secretsOf(process.env) });
process.exitCode = await setAside({ config: readConfig(process.env), logger, print }, process.argv.slice(2));

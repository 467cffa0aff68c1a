import process from 'node:process';

import { runCommand } from './run-command.ts';
import { runRestore } from './run-restore.ts';

await runCommand(process, 'restore', runRestore);

import process from 'node:process';

import { runCommand } from './run-command.ts';
import { runBackup } from './run-backup.ts';

await runCommand(process, 'backup', runBackup);

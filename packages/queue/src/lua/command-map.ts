import { accessCommands } from './commands/access/commands.ts';
import { archiveCommands } from './commands/archive/commands.ts';
import { auditCommands } from './commands/audit/commands.ts';
import { eventCommands } from './commands/events/commands.ts';
import { fileCommands } from './commands/files/commands.ts';
import { historyCommands } from './commands/history/commands.ts';
import { jobCommands } from './commands/jobs/commands.ts';
import { libraryCommands } from './commands/libraries/commands.ts';
import { keptCommands } from './commands/kept/commands.ts';
import { limitCommands } from './commands/limits/commands.ts';
import { peopleCommands } from './commands/people/commands.ts';
import { processCommands } from './commands/processes/commands.ts';
import { reconciliationCommands } from './commands/reconciliations/commands.ts';
import { moneyCommands } from './commands/money/commands.ts';
import { reminderCommands } from './commands/reminders/commands.ts';
import { webhookCommands } from './commands/webhooks/commands.ts';

/** All commands by name. Each is described beside its Lua file, in `commands/<room>/commands.ts`. */
export const COMMANDS = {
  ...jobCommands,
  ...limitCommands,
  ...reminderCommands,
  ...reconciliationCommands,
  ...eventCommands,
  ...webhookCommands,
  ...auditCommands,
  ...accessCommands,
  ...peopleCommands,
  ...processCommands,
  ...moneyCommands,
  ...fileCommands,
  ...archiveCommands,
  ...historyCommands,
  ...libraryCommands,
  ...keptCommands,
};

import { number } from '../../answers.ts';
import { command, of } from '../../command.ts';
import type { AuditNote } from '../shared.ts';

export const auditCommands = {
  audit: command({
    takes: { audit: of<AuditNote>() },
    answers: { noted: {} },
  }),
  trim_audit: command({
    whenFull: 'frees',
    takes: { most: of<number>() },
    answers: { trimmed: { count: number } },
  }),
};

import type { Request } from 'express';

import type { Answer } from '../handler.ts';
import { toCsv, type Cell } from './csv.ts';
import { sendTagged } from './tag-answers.ts';

/** Whether the caller prefers CSV to JSON. A caller that accepts anything gets JSON. */
export function wantsCsv(request: Request): boolean {
  // Some clients name the charset, and a type with a parameter is matched only by the same.
  const preferred = request.accepts(['application/json', 'text/csv', 'text/csv; charset=utf-8']);
  return typeof preferred === 'string' && preferred.startsWith('text/csv');
}

/** Answers with a table, as a file for spreadsheets. `fileName`: ASCII without quotes. */
export function answerCsv(
  request: Request,
  response: Answer,
  table: { fileName: string; columns: readonly string[]; rows: Iterable<readonly Cell[]> },
): void {
  response.setHeader('Content-Disposition', `attachment; filename="${table.fileName}"`);
  sendTagged(request, response, { type: 'text/csv; charset=utf-8', text: toCsv(table.columns, table.rows) });
}

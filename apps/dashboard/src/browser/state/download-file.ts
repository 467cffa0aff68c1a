import { call, type CallProblem } from './call.ts';

/** Without it Excel takes a CSV for the old code page of the computer, and "Café" becomes "CafÃ©". */
const UTF_8_MARK = '\uFEFF';

/** Gets a file from the server and saves it under the name that the server gives. Returns what stood in the way. */
export async function downloadFile(
  path: string,
  { accept, tenant }: { accept: string; tenant: string | null },
): Promise<CallProblem | null> {
  const { data, problem } = await call<File>(path, { tenant, file: accept });
  if (problem) return problem;
  saveFile(data);
  return null;
}

/** Saves a file that the page has made. */
export function saveFile(file: File): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file.name.endsWith('.csv') ? new Blob([UTF_8_MARK, file]) : file);
  link.download = file.name;
  document.body.append(link);
  link.click();
  link.remove();
  URL.revokeObjectURL(link.href);
}

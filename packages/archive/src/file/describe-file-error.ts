/** What an error of the file system means for the operator. */
const MEANINGS: Record<string, string> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'it is read-only',
  ENOENT: 'it does not exist',
  ENOTDIR: 'a part of the path is no directory',
  EIO: 'the disk failed',
  ESTALE: 'the network volume is gone',
  EMFILE: 'too many files are open',
};

export function describeFileError(root: string, error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
  const meaning = Object.hasOwn(MEANINGS, code) ? `${MEANINGS[code]} (${code})` : code;
  return `The archive ${root} cannot be used: ${meaning}`;
}

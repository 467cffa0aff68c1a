/** The archive itself failed: not the source of a file. The message names the reason, for the operator and for the job's `archive.error`. */
export class ArchiveError extends Error {
  override readonly name = 'ArchiveError';
}

/** What was stored is not what the source promised. */
export class IncompleteFileError extends Error {
  override readonly name = 'IncompleteFileError';
}

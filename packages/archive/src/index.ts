export { openArchive, type Archive, type FileToStore, type Located, type ShownAs, type StoredFile } from './archive.ts';
export { ArchiveError, IncompleteFileError } from './archive-error.ts';
export { extensionOf } from './extension-of.ts';
export { fileNameOf, folderOf, safePart } from './folder-of.ts';

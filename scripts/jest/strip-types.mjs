// Jest's transformer: the same type stripping that Node itself does when an app is started, so tests run what production runs.
import { createHash } from 'node:crypto';
import { stripTypeScriptTypes } from 'node:module';

const mode = 'strip';

export default {
  canInstrument: false,
  getCacheKey: (source, path) => createHash('sha256').update(`${process.version}\0${mode}\0${path}\0${source}`).digest('hex'),
  process: (source) => ({ code: stripTypeScriptTypes(source, { mode }) }),
};

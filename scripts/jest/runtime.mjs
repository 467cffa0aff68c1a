import { createRequire, enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';
import { SyntheticModule } from 'node:vm';

import JestRuntime from 'jest-runtime';

const require = createRequire(import.meta.url);

// The processes that tests start compile the same modules: see start-process.ts.
enableCompileCache(fileURLToPath(new URL('../../node_modules/.cache/compiled/', import.meta.url)));

/** What Node has loaded, by path, for all test files of this process. */
const loadedByNode = new Map();

/**
 * Jest's runtime, but only test files are loaded by Jest. What they import is loaded by Node as in production, once a process: to load it anew
 * for each test file took longer than the tests of most. So our modules must keep no state but caches. All are in the main context: see
 * environment.mjs.
 */
export default class Runtime extends JestRuntime {
  constructor(...given) {
    super(...given);
    const loader = this.esmLoader;
    loader.getContext = () => undefined;

    const resolveInGraph = loader.resolveSpecifierForSyncGraph.bind(loader);
    loader.resolveSpecifierForSyncGraph = (from, specifier, context, scratch, ...rest) => {
      const path = pathForNode(loader, specifier, from);
      if (path === undefined) return resolveInGraph(from, specifier, context, scratch, ...rest);
      scratch.set(path, { cacheKey: path, kind: 'prelinked', module: loadByNode(path), excludeFromRegistry: true });
      return { cacheKey: path, enqueue: null, modulePath: path };
    };
    const resolve = loader.resolveModule.bind(loader);
    loader.resolveModule = async (specifier, from, context) => {
      const path = pathForNode(loader, specifier, from);
      return path === undefined ? resolve(specifier, from, context) : loadByNode(path);
    };
  }

  /** Jest's own modules. The one that holds the state of a test file is loaded anew. */
  requireInternalModule(from, to) {
    const path = to === undefined ? from : createRequire(from).resolve(to);
    if (path.endsWith('jestAdapterInit.js')) delete require.cache[path];
    return require(path);
  }
}

export { Runtime as 'module.exports' }; // Jest requires this file

/** The path of a module that Node is to load; undefined for Jest's globals, for Node's own modules, and for test files that another one runs again. */
function pathForNode(loader, specifier, from) {
  if (/^(?:node:|data:|@jest\/globals$)/.test(specifier) || loader.resolution.isCoreModule(specifier)) return undefined;
  const path = loader.resolution.resolveEsm(from, specifier);
  return path.endsWith('.test.ts') ? undefined : path;
}

/** Wraps a module of Node, so that a test file can be linked with it. @throws what the module throws */
function loadByNode(path) {
  const known = loadedByNode.get(path);
  if (known) return known;
  const loaded = require(path);
  const isNamespace = loaded?.[Symbol.toStringTag] === 'Module'; // otherwise CommonJS, and all of it is the default export
  const exports = isNamespace ? loaded : { ...loaded, default: loaded };
  const names = Object.keys(exports).filter((name) => name !== '__esModule'); // Node adds it for `require`
  const setExports = () => {
    for (const name of names) module.setExport(name, exports[name]);
  };
  const module = new SyntheticModule(names, setExports, { identifier: path });
  void module.evaluate(); // done when it returns: it waits for nothing
  loadedByNode.set(path, module);
  return module;
}

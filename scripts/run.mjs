// Entry point of `npm start`, `npm test`, `npm run bench -- <name>`, `npm run storm`, `npm run soak`, `npm run verify`. It needs only the
// installed Node (20 or newer) and npm, installs what is pinned, then continues with the pinned Node.
const [task, ...args] = process.argv.slice(2);

const major = Number(process.versions.node.split('.')[0]);
if (major < 20) {
  process.stderr.write(
    `Darkroom needs Node.js 20 or newer to start (this is ${process.version}). Install one and run the same command again.\n`,
  );
  process.exit(1);
}
if (process.platform === 'win32') {
  process.stderr.write('Darkroom runs on Linux and macOS. On Windows, run the same command inside WSL.\n');
  process.exit(1);
}

// Imported only now, so that an old Node shows the messages above instead of a syntax error.
const { tasks } = await import('./run/tasks.mjs');
const run = Object.hasOwn(tasks, task ?? '') ? tasks[task] : undefined;
if (run) {
  process.exitCode = await run(args);
} else {
  process.stderr.write(`Usage: node scripts/run.mjs ${Object.keys(tasks).join('|')} [arguments]\n`);
  process.exitCode = 2;
}

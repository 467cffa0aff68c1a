import { appendFileSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';

/** Node does not read it; 100 on Linux. */
const TICKS_PER_SECOND = 100;

/**
 * Appends what a test file cost to the file that `TEST_COSTS` names, one JSON line a file, in seconds of processor time: of Jest's worker, of the
 * processes that the file started and that have ended, and of the Redis of the run. With more than one worker, `redis` has the commands of all.
 * `left`: what the file left behind that keeps the worker from ending.
 */
export function startCosts(path) {
  const begun = process.env.TEST_COSTS ? readCosts() : undefined;
  const had = process.getActiveResourcesInfo();
  return async () => {
    if (!begun) return;
    const [from, to] = [await begun, await readCosts()];
    const costs = Object.fromEntries(Object.keys(to).map((key) => [key, Math.round((to[key] - from[key]) * 100) / 100]));
    appendFileSync(process.env.TEST_COSTS, `${JSON.stringify({ path, ...costs, left: without(process.getActiveResourcesInfo(), had) })}\n`);
  };
}

function without(names, known) {
  const rest = [...known];
  return names.filter((name) => {
    const place = rest.indexOf(name);
    if (place >= 0) rest.splice(place, 1);
    return place < 0;
  });
}

async function readCosts() {
  const { user, system } = process.cpuUsage();
  return { wall: performance.now() / 1_000, worker: (user + system) / 1e6, started: readStarted(), redis: await readRedis() };
}

/** Of processes that have ended. Linux keeps it; 0 elsewhere. */
function readStarted() {
  try {
    const fields = readFileSync('/proc/self/stat', 'utf8')
      .replace(/^.*\) /, '')
      .split(' '); // from the third on
    return (Number(fields[13]) + Number(fields[14])) / TICKS_PER_SECOND;
  } catch {
    return 0;
  }
}

function readRedis() {
  const { hostname, port } = new URL(process.env.TEST_REDIS_URL);
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(port), hostname, () => socket.end('INFO cpu\r\n'));
    socket.on('data', (chunk) => (answer += chunk)).on('error', reject);
    socket.on('close', () =>
      resolve([...answer.matchAll(/^used_cpu_(?:user|sys):(.+)$/gm)].reduce((sum, [, value]) => sum + Number(value), 0)),
    );
  });
}

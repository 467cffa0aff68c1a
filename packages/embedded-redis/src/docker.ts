import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

const INFO_PATIENCE_MS = 3_000;
const PULL_PATIENCE_MS = 120_000;

/** Runs the docker command and returns its trimmed output. @throws Error with its error output */
export async function docker(args: string[], timeoutMs = 30_000): Promise<string> {
  const { stdout } = await run('docker', args, { timeout: timeoutMs });
  return stdout.trim();
}

/** Whether a Docker engine answers within 3 s. Never rejects. */
export async function dockerAnswers(): Promise<boolean> {
  return succeeds(docker(['info', '--format', '{{.ServerVersion}}'], INFO_PATIENCE_MS));
}

/**
 * Whether a container can listen on this machine's own loopback: unless the engine runs elsewhere, in a virtual machine, or without root in a
 * network of its own. Then each byte goes through its proxy, and containers do not reach each other by our addresses.
 */
export async function sharesNetwork(): Promise<boolean> {
  const host = process.env['DOCKER_HOST'];
  if (process.platform !== 'linux' || !(host === undefined || host.startsWith('unix:'))) return false;
  const about = await docker(['info', '--format', '{{.OperatingSystem}} {{json .SecurityOptions}}']);
  return !/Docker Desktop|rootless/.test(about);
}

/** Whether the engine has the image, or could pull it within two minutes. Never rejects. */
export async function ensureImage(image: string, say: (text: string) => void): Promise<boolean> {
  if (await succeeds(docker(['image', 'inspect', '--format', '{{.Id}}', image]))) return true;
  say(`Pulling the image ${image} …`);
  return succeeds(docker(['pull', '--quiet', image], PULL_PATIENCE_MS));
}

function succeeds(work: Promise<unknown>): Promise<boolean> {
  return work.then(
    () => true,
    () => false, // a missing command, engine or image: the same answer for the caller
  );
}

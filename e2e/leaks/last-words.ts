import { startProcess, type AppName, type Output } from '@darkroom/testkit';

type Settings = Record<string, string>;

/** Loaded before the app: on SIGUSR2 it throws an error that nothing catches, with what it was given. */
const THROWS = `
const secrets = JSON.parse(process.env.E2E_SECRETS);
process.on('SIGUSR2', () => {
  const error = new Error('cannot send ' + secrets.flat().join(' '), { cause: new TypeError(secrets.flat().at(-1)) });
  throw Object.assign(error, { config: { headers: { authorization: secrets[0] } }, command: { name: 'auth', args: secrets.flat() } });
});`;

/** What an app writes when it dies of an error that quotes these secrets. */
export async function crashOf(app: AppName, settings: Settings, secrets: string[]): Promise<Output> {
  const env = {
    ...settings,
    E2E_SECRETS: JSON.stringify(secrets),
    NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(THROWS)}`,
  };
  await using running = await startProcess(app, env);
  running.kill('SIGUSR2');
  const { code } = await running.exited;
  const text = running.lines.join('\n');
  if (code !== 1 || !text.includes('cannot send')) throw new Error(`${app} did not die as planned (${code}):\n${text}`);
  return { where: `crash of ${app}`, text };
}

/** What an app writes that cannot start with these settings. */
export async function refusalOf(app: AppName, settings: Settings): Promise<Output> {
  try {
    await using _started = await startProcess(app, settings);
  } catch (error) {
    return { where: `start of ${app}`, text: (error as Error).message };
  }
  throw new Error(`${app} has started with settings that are wrong`);
}

/** What an app writes whose Redis does not take its password. */
export async function lockedOut(app: AppName, settings: Settings): Promise<Output> {
  await using running = await startProcess(app, settings);
  await running.waitForLog(({ msg, error }) => msg === 'redis.error' && JSON.stringify(error).includes('WRONGPASS'));
  await running.stop();
  return { where: `log of ${app}, locked out`, text: running.lines.join('\n') };
}

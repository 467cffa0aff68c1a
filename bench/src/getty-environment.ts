/** The settings that lead a worker to a Getty stand-in. */
export function gettyEnvironment(gettyUrl: string): Record<string, string> {
  return { GETTY_API_URL: gettyUrl, GETTY_AUTH_URL: `${gettyUrl}/oauth2/token`, GETTY_API_KEY: 'bench', GETTY_API_SECRET: 'bench' };
}

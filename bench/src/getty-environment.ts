/** The settings that lead a worker to a Getty stand-in which has no limits: given, so that none is looked for. */
export function gettyEnvironment(gettyUrl: string): Record<string, string> {
  return {
    GETTY_API_URL: gettyUrl,
    GETTY_AUTH_URL: `${gettyUrl}/oauth2/token`,
    GETTY_API_KEY: 'bench',
    GETTY_API_SECRET: 'bench',
    GETTY_MAX_PENDING: '100000',
  };
}

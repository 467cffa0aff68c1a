/** The settings of a worker for a Getty stand-in without limits. They are set explicitly, so that the worker does not search for limits. */
export function gettyEnvironment(gettyUrl: string): Record<string, string> {
  return {
    GETTY_API_URL: gettyUrl,
    GETTY_AUTH_URL: `${gettyUrl}/oauth2/token`,
    GETTY_API_KEY: 'bench',
    GETTY_API_SECRET: 'bench',
    GETTY_MAX_PENDING: '100000',
  };
}

/** The page of the budgets, of one tenant or of all. */
export function budgetsAddress(tenant?: string): string {
  return `/usage/budgets${tenant === undefined ? '' : `?${new URLSearchParams({ tenant }).toString()}`}`;
}

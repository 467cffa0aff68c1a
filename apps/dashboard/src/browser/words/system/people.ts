import type { Role } from '../../../login/roles.ts';

export const ROLE_NAMES: readonly Role[] = ['viewer', 'operator', 'admin'];

/** What a role may do. */
export function roleWords(role: Role): string {
  switch (role) {
    case 'viewer':
      return 'Viewer: reads';
    case 'operator':
      return 'Operator: also acts on jobs, paid ones too, and on deliveries';
    case 'admin':
      return 'Admin: also keys, budgets, endpoints, secrets and people';
  }
}

/** The tenants that a login covers. */
export function coverWords(tenants: readonly string[] | null): string {
  if (tenants === null) return 'All tenants';
  return tenants.length === 0 ? 'No tenant' : tenants.join(', ');
}

/** A browser or program by its `User-Agent`, as short as people name it: "Firefox on Linux". */
export function agentWords(agent: string): string {
  if (agent === '') return 'Unknown program';
  const browser = BROWSERS.find(([, sign]) => sign.test(agent))?.[0];
  const system = SYSTEMS.find(([, sign]) => sign.test(agent))?.[0];
  if (browser === undefined) return agent.slice(0, MOST_AGENT);
  return system === undefined ? browser : `${browser} on ${system}`;
}

const MOST_AGENT = 60;

/** In this order: a browser also names those that it is like. */
const BROWSERS = [
  ['Edge', /\bEdg(?:A|iOS)?\//],
  ['Opera', /\bOPR\//],
  ['Firefox', /\b(?:Firefox|FxiOS)\//],
  ['Chrome', /\b(?:Headless)?Chrom(?:e|ium)\/|\bCriOS\//],
  ['Safari', /\bSafari\//],
] as const;

const SYSTEMS = [
  ['iPhone', /\biPhone\b/],
  ['iPad', /\biPad\b/],
  ['Android', /\bAndroid\b/],
  ['Windows', /\bWindows\b/],
  ['macOS', /\bMac OS X\b/],
  ['Linux', /\bLinux\b/],
] as const;

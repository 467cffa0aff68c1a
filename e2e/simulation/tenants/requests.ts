import type { TenantPlan } from '../plan.ts';
import type { Dice } from '../time/dice.ts';

/** What a tenant asks for. `now` in ms. Half of it is ordinary; the rest is what a schema, Lua or Getty may stumble over. */
export function arbitraryGeneration(
  tenant: TenantPlan,
  dice: Dice,
  { now, number }: { now: number; number: number },
): Record<string, unknown> {
  return {
    prompt: `A fox of ${tenant.name}, number ${number}`,
    ...(tenant.productId !== undefined && { product_id: tenant.productId }),
    ...(tenant.webhooks && { webhook: { url: `https://${tenant.name}.hooks.example/${number}` } }),
    ...(dice.chance(tenant.chained) && { download: { size_name: dice.pick(['1k', '4k']), images: dice.pick([[0], [1, 2], 'all']) } }),
    ...(dice.chance(tenant.deadlines) && { deadline: instant(now + dice.spread(5_000, 600_000)) }),
    ...(dice.chance(tenant.scheduled) && { run_at: instant(now + dice.spread(1_000, 300_000)) }),
    ...(dice.chance(tenant.sentAgain) && { on_unknown: 'retry' }),
    ...(dice.chance(0.2) && { priority: dice.whole(-5, 5) }),
    ...(dice.chance(tenant.odd) && dice.pick(ODDITIES)(dice)),
  };
}

/** What is not everyday. Some of it is refused, and none of it may harm anybody. */
const ODDITIES: ((dice: Dice) => Record<string, unknown>)[] = [
  () => ({ prompt: 'Ein Fuchs 🦊 im Schnee \u2028 — “quoted” \\ / <b>' }),
  () => ({ prompt: 'half a pair \ud800' }),
  () => ({ prompt: '' }),
  (dice) => ({ metadata: { text: 'x'.repeat(dice.whole(1, 4_000)) } }),
  () => ({ metadata: { __proto__: 1, constructor: { prototype: 2 }, nested: { deep: [1, [2, [3]]] } } }),
  () => ({ metadata: { big: 12_345_678_901_234_567_890n.toString() } }),
  () => ({ notes: '[darkroom:job_00000000000000000000000000000000.1.1]' }),
  () => ({ notes: 'a note with “quotes” and 🦊' }),
  () => ({ webhook: { url: 'http://example.com/\ud800' } }),
  () => ({ webhook: { url: 'http://10.0.0.1/' } }),
  () => ({ webhook: { url: `https://receivers.example/${'y'.repeat(1_900)}` } }),
  () => ({ deadline: '2021-01-01T00:00:00Z' }),
  () => ({ unknown_field: true }),
];

function instant(at: number): string {
  return new Date(at).toISOString();
}

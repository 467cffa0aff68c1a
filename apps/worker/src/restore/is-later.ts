/** Whether an intent, `<job>.<run>.<fence>`, is of a later pass than this one of the same job. */
export function isLater(intent: string, than: { run: number; fence: number }): boolean {
  const { run, fence } = passOf(intent);
  return run > than.run || (run === than.run && fence > than.fence);
}

export function passOf(intent: string): { run: number; fence: number } {
  const [, run = 0, fence = 0] = intent.split('.').map(Number);
  return { run, fence };
}

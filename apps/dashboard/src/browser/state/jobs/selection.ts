/** The jobs that a person has ticked. */
export type Selection = ReturnType<typeof createSelection>;

export function createSelection(changed: () => void) {
  let ids: ReadonlySet<string> = new Set();
  const set = (next: ReadonlySet<string>): void => {
    ids = next;
    changed();
  };
  return {
    get ids() {
      return ids;
    },
    toggle: (id: string): void => {
      const next = new Set(ids);
      if (!next.delete(id)) next.add(id);
      set(next);
    },
    /** All of these; none, if all are ticked already. */
    toggleAll: (shown: readonly string[]): void => set(shown.every((id) => ids.has(id)) ? new Set() : new Set(shown)),
    clear: (): void => set(new Set()),
  };
}

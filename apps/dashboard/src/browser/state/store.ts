/** What a page knows, as one plain value that is replaced and never changed in place. */
export type Store<State extends object> = {
  readonly state: State;
  update(part: Partial<State>): void;
};

/** `changed` is called after every update. */
export function createStore<State extends object>(first: State, changed: () => void): Store<State> {
  let state = first;
  return {
    get state() {
      return state;
    },
    update(part) {
      state = { ...state, ...part };
      changed();
    },
  };
}

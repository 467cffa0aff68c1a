/**
 * The bodies of events with deliveries in the lines, as this process stored them: their tries need not read them from Redis. It holds the latest, up to a
 * number of characters.
 */
export type RecentBodies = ReturnType<typeof createRecentBodies>;

const MOST_CHARACTERS = 8_000_000;

export function createRecentBodies(mostCharacters = MOST_CHARACTERS) {
  const bodies = new Map<string, string>();
  let characters = 0;
  return {
    get: (event: string): string | undefined => bodies.get(event),
    add(event: string, body: string): void {
      if (bodies.has(event)) return;
      bodies.set(event, body);
      characters += body.length;
      for (const [oldest, text] of bodies) {
        if (characters <= mostCharacters) break;
        bodies.delete(oldest);
        characters -= text.length;
      }
    },
  };
}

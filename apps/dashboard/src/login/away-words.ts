/** While Redis is away nobody new gets in: sessions are in Redis. */
export const AWAY = 'Redis cannot be reached, so nobody can log in now. Try again in a moment.';

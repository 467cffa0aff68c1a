/** Getty's image URLs are valid for about a day: getty/README.md. Assume no more. */
export const URL_LIFE_MS = 24 * 3_600_000;

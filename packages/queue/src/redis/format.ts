/**
 * The formats in which data is stored. Every version reads this format and the one before. Which one it writes is a setting, so that processes of two
 * versions can run on one Redis, and one can go back to the version before.
 *
 * 1: each ended job in keys of its own, for good. Each event with the names of its fields.
 * 2: what ended a day ago is packed. Events are packed. Polls that find a job pending are counted in its record, and no entries of its timeline.
 */
export type StorageFormat = 1 | 2;

export const NEWEST_FORMAT: StorageFormat = 2;

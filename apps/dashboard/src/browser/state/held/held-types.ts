/** What the server sends of held jobs. */
export type { HeldCard } from '../../../held/held-card.ts';
export type { HeldDetail, HeldPage } from '../../../held/held-data.ts';

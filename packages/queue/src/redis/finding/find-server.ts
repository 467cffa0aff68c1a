import type { RedisServer } from '@darkroom/runtime/redis-url';

import { nameOf, type Answer } from './ask-servers.ts';
import { createSentinels } from './find-master.ts';
import { askMostNodes, findSlotNode } from './find-slot-node.ts';
import type { RedisSource } from './redis-source.ts';

/** Finds the Redis that takes our writes now. @throws RedisNotFoundError in words for people, or the error of a connection */
export type FindServer = () => Promise<RedisServer>;

/**
 * Whether most of those that exchange masters say that this Redis is the master, and none is exchanging it at this moment. Never throws. One Redis that
 * nobody exchanges always is.
 */
export type ConfirmServer = (server: RedisServer) => Promise<boolean>;

/** `root`: what the names of all keys begin with. Its hash tag puts them into one slot of a cluster, so one node has all of them. */
export function createFindServer(
  source: RedisSource,
  root: string,
  now = () => performance.now(),
): { find: FindServer; confirm: ConfirmServer } {
  const sentinels = createSentinels(now);
  return {
    find: async () => {
      const place = source.place();
      switch (place.kind) {
        case 'single':
          return place.server;
        case 'sentinel':
          return sentinels.find(place, source.tls());
        case 'cluster':
          return findSlotNode(place, source.tls(), root);
      }
    },
    confirm: async (server) => {
      const place = source.place();
      switch (place.kind) {
        case 'single':
          return true;
        case 'sentinel':
          return isConfirmed(server, await sentinels.askMost(place, source.tls()));
        case 'cluster':
          return isConfirmed(server, await askMostNodes(place, source.tls(), root));
      }
    },
  };
}

/** Of the newest epoch all must name it. Who was cut off names the one before, and does not count. */
function isConfirmed(server: RedisServer, answers: Answer[] | null): boolean {
  if (answers === null) return false;
  const newest = Math.max(...answers.map(({ epoch }) => epoch));
  const isOurs = (answer: Answer) => nameOf(answer) === nameOf(server);
  return (
    answers.filter(({ epoch }) => epoch === newest).every(isOurs) && !answers.some((answer) => isOurs(answer) && answer.isChanging === true)
  );
}

import type { Delivery } from '@darkroom/contracts';

import { call } from '../call.ts';
import { createResource, type Loaded, type Resource } from '../resource.ts';

/** The webhooks that were unfolded, with their tries and what they sent. */
export type OpenedDeliveries = {
  of: (id: string) => Loaded<Delivery> | undefined;
  toggle: (id: string, isOpen: boolean, tenant: string) => void;
  refreshSoon: () => void;
};

export function createOpenedDeliveries(changed: () => void): OpenedDeliveries {
  const opened = new Map<string, Resource<Delivery>>();
  return {
    of: (id) => opened.get(id)?.state,
    toggle: (id, isOpen, tenant) => {
      if (!isOpen) opened.delete(id);
      else if (!opened.has(id)) {
        const resource = createResource<Delivery>(changed);
        opened.set(id, resource);
        void resource.load((signal) => call<Delivery>(`/v1/deliveries/${encodeURIComponent(id)}`, { tenant, signal }));
      }
    },
    refreshSoon: () => opened.forEach((each) => each.refreshSoon()),
  };
}

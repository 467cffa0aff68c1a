import { call } from '../call.ts';
import { createResource, type Loaded, type Resource } from '../resource.ts';
import type { DeliveryDetail } from '../webhooks/webhook-types.ts';

/** The webhooks that were unfolded, with their tries and what they sent. */
export type OpenedDeliveries = {
  of: (id: string) => Loaded<DeliveryDetail> | undefined;
  toggle: (id: string, isOpen: boolean, tenant: string) => void;
  refreshSoon: () => void;
};

export function createOpenedDeliveries(changed: () => void): OpenedDeliveries {
  const opened = new Map<string, Resource<DeliveryDetail>>();
  return {
    of: (id) => opened.get(id)?.state,
    toggle: (id, isOpen, tenant) => {
      if (!isOpen) opened.delete(id);
      else if (!opened.has(id)) {
        const resource = createResource<DeliveryDetail>(changed);
        opened.set(id, resource);
        void resource.load((signal) => call<DeliveryDetail>(`/data/deliveries/${encodeURIComponent(id)}`, { tenant, signal }));
      }
    },
    refreshSoon: () => opened.forEach((each) => each.refreshSoon()),
  };
}

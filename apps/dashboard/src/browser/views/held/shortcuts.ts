import type { HeldActions, HeldPanel } from './held-panel.ts';

/** Single keys work only while the focus is in the open job and in no field, so that they get in nobody's way. */
export function shortcuts({ detail, candidates }: HeldPanel, actions: HeldActions): (event: KeyboardEvent) => void {
  return (event) => {
    const { target, key } = event;
    if (event.metaKey || event.ctrlKey || event.altKey || isField(target)) return;
    const card = detail.data?.card;
    if (key === 'j' || key === 'k') return stepTo(event, key === 'j' ? 'Next' : 'Previous');
    const decides = decision(key, actions, {
      isDownload: card?.type === 'download',
      best: candidates.data?.data[0]?.generation_request_id,
    });
    // The buttons are there only for people who may decide, and while the job is held.
    const button = (event.currentTarget as HTMLElement).querySelector('[data-way]');
    if (!decides || !button || (key === 'a' && card?.is_adoptable === false)) return;
    event.preventDefault();
    decides();
  };
}

function decision(
  key: string,
  { adopt, sendAgain, giveUp }: HeldActions,
  { isDownload, best }: { isDownload: boolean; best: string | undefined },
) {
  if (key === 's') return sendAgain;
  if (key === 'g') return giveUp;
  if (key !== 'a') return undefined;
  if (isDownload) return () => adopt(null);
  return best === undefined ? undefined : () => adopt(best);
}

function stepTo(event: KeyboardEvent, step: 'Next' | 'Previous'): void {
  const link = (event.currentTarget as HTMLElement).querySelector<HTMLElement>(`[data-step=${step}]`);
  if (!link) return;
  event.preventDefault();
  link.click();
}

function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, select') !== null;
}

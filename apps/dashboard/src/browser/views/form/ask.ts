import { html, nothing, render, type TemplateResult } from 'lit-html';

import { byId } from '../../pages/by-id.ts';

/** A question before an action. */
export type Question = {
  /** What is going to be done: "Cancel this job?" */
  title: string;
  /** What it means and costs, and fields where something is to be chosen; drawn anew by `redraw`. */
  body: () => TemplateResult;
  /** The word on the button that does it: "Cancel the job". */
  confirm: string | (() => string);
  /** It cannot be undone. */
  isFinal?: boolean;
  /** There is nothing to decide: it has the one button. */
  isNotice?: boolean;
  /** The button waits, for example for a price. */
  isReady?: () => boolean;
  /** Does it. Returns what stands in the way, in words; null when it is done: then the question closes. */
  act: (form: FormData) => Promise<string | null>;
  /** It is done, and the question has closed. May move the focus, which otherwise goes back to where it was. */
  onDone?: () => void;
};

export type Asked = { redraw: () => void };

/** Ends the question before, if it has closed but the browser has not said so yet. */
let endLast = (): void => {};

/**
 * Asks before an action, in front of the page. While the action runs the dialog says so and cannot be closed, so that a person sees what came of it.
 * A question that has closed leaves nothing: the dialog is empty, also of secrets, and the next question may follow at once.
 */
export function ask(question: Question): Asked {
  const dialog = byId('ask') as HTMLDialogElement;
  endLast();
  const cameFrom = document.activeElement;
  let refusal: string | null = null;
  let isActing = false;
  let isOpen = true;
  let isDone = false;

  const close = (): void => {
    dialog.close();
    end();
  };
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (isActing) return;
    const form = new FormData(event.currentTarget as HTMLFormElement);
    isActing = true;
    refusal = null;
    draw();
    try {
      refusal = await question.act(form);
    } finally {
      isActing = false;
    }
    isDone = refusal === null;
    if (!isOpen) return isDone ? question.onDone?.() : undefined;
    if (isDone) close();
    else draw();
  };

  function draw(): void {
    if (!isOpen) return;
    const { confirm, isReady = () => true } = question;
    dialog.setAttribute('closedby', isActing ? 'none' : 'closerequest'); // a second Escape closes a dialog whatever its `cancel` event says
    render(
      html`<form class="ask-form" @submit=${submit}>
        <h2 id="ask-title">${question.title}</h2>
        ${question.body()}
        <p class="ask-refusal" role="alert">${refusal ?? nothing}</p>
        <p class="ask-buttons">
          ${question.isNotice ? nothing : html`<button type="button" class="button" ?disabled=${isActing} @click=${close}>Not now</button>`}
          <button class="button is-main ${question.isFinal ? 'is-final' : ''}" ?disabled=${isActing || !isReady()}>
            ${isActing ? 'One moment…' : typeof confirm === 'string' ? confirm : confirm()}
          </button>
        </p>
      </form>`,
      dialog,
    );
  }

  const keepOpen = (event: Event): void => {
    if (isActing) event.preventDefault();
  };
  /** The browser says later that the dialog has closed: the next question may be open by then. */
  const closed = (): void => {
    if (!dialog.open) end();
  };
  function end(): void {
    if (!isOpen) return;
    isOpen = false;
    dialog.removeEventListener('cancel', keepOpen);
    dialog.removeEventListener('close', closed);
    render(nothing, dialog);
    // The browser has given the focus back; but what had it may be gone.
    if (document.activeElement === document.body && cameFrom !== document.body) byId('main').focus({ preventScroll: true });
    if (isDone) question.onDone?.();
  }

  endLast = end;
  dialog.addEventListener('cancel', keepOpen);
  dialog.addEventListener('close', closed);
  draw();
  dialog.showModal();
  return { redraw: draw };
}

/** A field for what a person wants to say about an action. */
export function noteField(): TemplateResult {
  return html`<label class="field"
    ><span class="field-name">Note, for the audit</span>
    <input name="note" maxlength="1000" autocomplete="off" placeholder="Why? (optional)"
  /></label>`;
}

/** What was written there. */
export function noteOf(form: FormData): string | undefined {
  const note = form.get('note');
  return typeof note === 'string' && note.trim() !== '' ? note.trim() : undefined;
}

import { h } from './dom.js';

const SAID_MS = 1_500;

/** A button that copies a text and says so. @param {{text: string, label: string, look: string}} options */
export function copyButton({ text, label, look }) {
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    button.dataset['copied'] = 'true';
    setTimeout(() => delete button.dataset['copied'], SAID_MS);
  };
  const button = h('button', { type: 'button', class: look, title: 'Copy', onclick: () => void copy() }, label);
  return button;
}

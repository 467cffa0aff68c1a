/**
 * Bull Board draws some buttons as pictures only, without a name for people who do not see them. A picture is known by how it begins; a button with
 * another one is named after what it opens.
 */
const NAMES: readonly (readonly [inside: string, name: string])[] = [
  ['svg[xmlns="svg"]', 'Redis'],
  ['path[d^="M8 3H5a2"]', 'Full screen'],
  ['path[d^="M9.671 4.136"]', 'Settings'],
  ['circle[r="10"]', 'Links'],
  ['circle[r="1"]', 'More actions'],
];

function nameOf(button: Element): string {
  const known = NAMES.find(([inside]) => button.querySelector(inside) !== null);
  if (known) return known[1];
  if (button.className.includes('copyBtn')) return 'Copy';
  return button.getAttribute('title') ?? (button.hasAttribute('aria-haspopup') ? 'Menu' : 'Show');
}

function nameButtons(): void {
  for (const button of document.querySelectorAll<HTMLElement>('button:not([aria-label])')) {
    if (button.innerText.trim() === '') button.setAttribute('aria-label', nameOf(button));
  }
  for (const picture of document.querySelectorAll('svg[role="img"]:not([aria-label])')) picture.setAttribute('aria-label', 'Redis');
}

new MutationObserver(nameButtons).observe(document.body, { childList: true, subtree: true });
nameButtons();

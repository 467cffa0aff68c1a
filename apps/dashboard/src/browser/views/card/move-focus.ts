/** Arrow keys go from link to link of a list as they stand on the screen: across, down by a row, Home and End. */
export function moveFocus(event: KeyboardEvent): void {
  if (event.metaKey || event.ctrlKey || event.altKey) return;
  const links = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>(':scope > li > a')];
  const here = links.indexOf(document.activeElement as HTMLElement);
  if (here < 0) return;
  const columns = links.filter((link) => link.offsetTop === links[0]?.offsetTop).length;
  const next = links[target(event.key, { here, columns, last: links.length - 1 })];
  if (!next || next === links[here]) return;
  event.preventDefault();
  next.focus();
}

function target(key: string, { here, columns, last }: { here: number; columns: number; last: number }): number {
  switch (key) {
    case 'ArrowRight':
    case 'j':
      return here + 1;
    case 'ArrowLeft':
    case 'k':
      return here - 1;
    case 'ArrowDown':
      return here + columns;
    case 'ArrowUp':
      return here - columns;
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return here;
  }
}

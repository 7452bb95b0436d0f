// Rows have one height, so where a row stands is known without its being in the page.
const keys = new Set(['ArrowUp', 'ArrowDown', 'Home', 'End', 'PageUp', 'PageDown', 'Enter']);

export function createGrid(element, rowHeight) {
  const scroller = element.parentElement;
  const room = () => Math.max(rowHeight, scroller.clientHeight - element.tHead.offsetHeight);

  // What moves a row does not scroll as well.
  const hold = event => {
    if (event.target === element && keys.has(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey) event.preventDefault();
  };
  element.addEventListener('keydown', hold);

  // Rows that are only just known of are in the page a frame or two later.
  const reveal = (row, tries = 20) => {
    const top = row * rowHeight;
    if (element.offsetHeight < top + rowHeight && tries > 0) {
      requestAnimationFrame(() => reveal(row, tries - 1));
      return;
    }
    const below = top + rowHeight - scroller.scrollTop - room();
    if (Math.abs(top - scroller.scrollTop) > 2 * room()) scroller.scrollTop = top - room() / 2;
    else if (top < scroller.scrollTop) scroller.scrollTop = top;
    else if (below > 0) scroller.scrollTop += below;
  };

  return {
    reveal: row => reveal(row),
    rowsInView: () => Math.max(1, Math.floor(room() / rowHeight) - 1),
    dispose: () => element.removeEventListener('keydown', hold),
  };
}

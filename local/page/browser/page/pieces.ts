/** A part of the page that shows one thing as it is now. */
export interface Piece<T> {
  readonly node: HTMLElement;
  update(item: T): void;
  /** To be called when it leaves the page. */
  end?(): void;
}

/**
 * Shows a list in `parent`, a piece for each item, in order. The piece of an item that stays is kept, and with it focus,
 * selection and what was opened.
 *
 * @returns what shows another list
 */
export const pieces = <T>(
  parent: HTMLElement,
  keyOf: (item: T, index: number) => string,
  make: (item: T) => Piece<T>,
): ((items: readonly T[]) => void) => {
  let shown = new Map<string, Piece<T>>();
  return (items) => {
    const next = new Map<string, Piece<T>>();
    for (const [index, item] of items.entries()) {
      const key = keyOf(item, index);
      const piece = shown.get(key) ?? make(item);
      piece.update(item);
      next.set(key, piece);
    }
    for (const [key, piece] of shown) {
      if (next.has(key)) continue;
      piece.node.remove();
      piece.end?.();
    }
    let before: Element | null = parent.firstElementChild;
    for (const { node } of next.values()) {
      if (node === before) before = before.nextElementSibling;
      else parent.insertBefore(node, before);
    }
    shown = next;
  };
};

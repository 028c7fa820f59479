import { markdown } from '../page/markdown.ts';
import type { Piece } from '../page/pieces.ts';
import { frame } from './frame.ts';
import type { WidgetOf } from './widget.ts';

export const textWidget = (): Piece<WidgetOf<'text'>> => {
  const { node, body } = frame('text');
  let shown: string | undefined;
  return {
    node,
    update({ markdown: text }) {
      if (text === shown) return;
      shown = text;
      body.replaceChildren(markdown(text));
    },
  };
};

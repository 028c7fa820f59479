import type { Figure } from '../../../cloudwatch/views.ts';
import { seenOn } from '../page/contrast.ts';
import { element, setAttributes, setText, svgElement } from '../page/element.ts';
import { type Piece, pieces } from '../page/pieces.ts';
import type { Theme } from '../page/theme.ts';
import { quantityText, unitIn } from '../words/units.ts';
import { emptyNote, frame } from './frame.ts';
import { sparkline } from './sparkline.ts';
import type { WidgetOf } from './widget.ts';

const SPARK = { width: 120, height: 28 };
const NO_VALUE = '–';

export const figuresWidget = (
  { title }: WidgetOf<'figures'>,
  theme: () => Theme,
): Piece<WidgetOf<'figures'>> => {
  const { node, body } = frame('figures', title);
  const list = element('dl', { class: 'values' });
  const empty = emptyNote();
  body.append(list, empty);
  const show = pieces<Figure>(
    list,
    ({ label }, index) => `${index} ${label}`,
    ({ label }) => figurePiece(label, title, theme),
  );
  return {
    node,
    update({ figures, none }) {
      show(figures);
      list.hidden = none !== undefined;
      setText(empty, none ?? '');
      empty.hidden = none === undefined;
    },
  };
};

const figurePiece = (label: string, title: string, theme: () => Theme): Piece<Figure> => {
  const number = element('dd');
  const path = svgElement('path', {
    fill: 'none',
    'stroke-width': '1.5',
    'vector-effect': 'non-scaling-stroke',
  });
  const spark = svgElement('svg', {
    viewBox: `0 -2 ${SPARK.width} ${SPARK.height + 4}`,
    preserveAspectRatio: 'none',
    'aria-hidden': 'true',
  });
  spark.append(path);
  return {
    node: element('div', {}, element('dt', {}, label), number, spark as unknown as HTMLElement),
    update({ value, color, points }) {
      setText(number, value === undefined ? NO_VALUE : quantityText(value, unitIn(label, title)));
      const { ground, quiet } = theme();
      setAttributes(path, {
        d: sparkline(points, SPARK.width, SPARK.height),
        stroke: seenOn(color ?? quiet, ground),
      });
    },
  };
};

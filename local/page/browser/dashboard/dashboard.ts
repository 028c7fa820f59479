import type { CloudWatchView, WidgetView } from '../../../cloudwatch/views.ts';
import { byId, setText } from '../page/element.ts';
import { type Piece, pieces } from '../page/pieces.ts';
import { alarmsWidget } from './alarms-widget.ts';
import { figuresWidget } from './figures-widget.ts';
import { graphWidget, type Surroundings } from './graph-widget.ts';
import { logWidget } from './log-widget.ts';
import { gridAreaOf, inReadingOrder } from './reading-order.ts';
import { SeriesColors } from './series-colors.ts';
import { sinceStart } from './since-start.ts';
import { textWidget } from './text-widget.ts';

/** A graph at most so wide is half of a narrow page. */
const HALF = 12;

/** The dashboard's own widgets at their own places. */
export const dashboard = (
  surroundings: Surroundings,
): ((view: CloudWatchView, startedAt: number, now: number) => void) => {
  const note = byId('dashboard-note');
  const colors = new SeriesColors();
  const show = pieces<WidgetView>(
    byId('dashboard-grid'),
    ({ kind, x, y, width, height }) => [kind, x, y, width, height].join(' '),
    (widget) => placed(widget, pieceFor(widget, surroundings)),
  );
  return ({ dashboard: name, widgets }, startedAt, now) => {
    setText(byId('dashboard-name'), name);
    show(inReadingOrder(widgets).map((widget) => colors.fill(sinceStart(widget, startedAt, now))));
    setText(note, widgets.length === 0 ? 'The stack has no dashboard.' : '');
  };
};

const placed = (widget: WidgetView, piece: Piece<WidgetView>): Piece<WidgetView> => {
  const { column, row } = gridAreaOf(widget);
  const { style, dataset } = piece.node;
  style.setProperty('--column', column);
  style.setProperty('--row-lines', row);
  dataset.span = widget.width > HALF ? 'whole' : 'half';
  return piece;
};

const pieceFor = (widget: WidgetView, surroundings: Surroundings): Piece<WidgetView> => {
  switch (widget.kind) {
    case 'text':
      return textWidget() as Piece<WidgetView>;
    case 'graph':
      return graphWidget(widget, surroundings) as Piece<WidgetView>;
    case 'figures':
      return figuresWidget(widget, surroundings.theme) as Piece<WidgetView>;
    case 'alarms':
      return alarmsWidget(widget) as Piece<WidgetView>;
    case 'log':
      return logWidget(widget) as Piece<WidgetView>;
  }
};

import {
  GraphWidget,
  type HorizontalAnnotation,
  type IMetric,
  LegendPosition,
  SingleValueWidget,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { PALETTE } from '../palette.ts';

/** Columns of CloudWatch's grid. */
export const FULL_WIDTH = 24;
const GRAPH_HEIGHT = 6;
const HEADING_HEIGHT = 2;

/** A limit that a graph is read against. */
export interface Line {
  readonly label: string;
  readonly value: number;
  readonly color?: string;
}

export interface Graph {
  /** What it shows and in which unit. */
  readonly title: string;
  readonly width: number;
  readonly height?: number;
  /** What the axis counts. */
  readonly axis: string;
  readonly of: readonly IMetric[];
  readonly stacked?: boolean;
  readonly lines?: readonly Line[];
  /** A second axis, where the first one's unit does not fit. */
  readonly right?: { readonly axis: string; readonly of: readonly IMetric[] };
  /** Where less than nothing can be: the axis then begins where the values do. */
  readonly belowZero?: boolean;
}

export const graph = ({
  title,
  width,
  height = GRAPH_HEIGHT,
  axis,
  of,
  stacked = false,
  lines = [],
  right,
  belowZero = false,
}: Graph): GraphWidget =>
  new GraphWidget({
    title,
    width,
    height,
    stacked,
    left: [...of],
    leftYAxis: { label: axis, showUnits: false, ...(!belowZero && { min: 0 }) },
    leftAnnotations: lines.map(annotation),
    ...(right && {
      right: [...right.of],
      rightYAxis: { label: right.axis, showUnits: false, min: 0 },
    }),
    legendPosition: LegendPosition.BOTTOM,
  });

const annotation = ({ label, value, color = PALETTE.bad }: Line): HorizontalAnnotation => ({
  label,
  value,
  color,
});

/** One number, and its course in small. */
export const figure = (title: string, metric: IMetric): SingleValueWidget =>
  new SingleValueWidget({ title, metrics: [metric], width: 5, height: 3, sparkline: true });

/** Opens a row: what it answers. */
export const heading = (title: string, says: string): TextWidget =>
  new TextWidget({ markdown: `## ${title}\n${says}`, width: FULL_WIDTH, height: HEADING_HEIGHT });

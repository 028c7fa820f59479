/*
 * What a page shows of CloudWatch, worked out: no metric math, no query and no template is left in it. Times in epoch
 * milliseconds.
 */

/** In the dashboard's grid of 24 columns; a row is as high as the page likes. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Series {
  readonly label: string;
  /** As the dashboard has it, `#rrggbb`. */
  readonly color?: string;
  readonly axis: 'left' | 'right';
  /** A value a period, oldest first; `null` where there is none. */
  readonly points: readonly (readonly [at: number, value: number | null])[];
}

/** A line across the whole graph: a limit, a threshold. */
export interface Line {
  readonly label: string;
  readonly value: number;
  readonly color?: string;
  readonly axis: 'left' | 'right';
}

export interface Axis {
  readonly label?: string;
  readonly min?: number;
  readonly max?: number;
}

export interface Figure {
  readonly label: string;
  /** The newest; absent where there is none. */
  readonly value?: number;
  readonly color?: string;
  /** So that it can be drawn small behind the number. */
  readonly points: Series['points'];
}

/** `none`: why there is nothing to draw, in one sentence; absent where there is something. */
export type WidgetView = Place &
  (
    | { readonly kind: 'text'; readonly markdown: string }
    | {
        readonly kind: 'graph';
        readonly title: string;
        readonly stacked: boolean;
        readonly series: readonly Series[];
        readonly lines: readonly Line[];
        readonly left: Axis;
        readonly right: Axis;
        readonly from: number;
        readonly to: number;
        readonly none?: string;
      }
    | {
        readonly kind: 'figures';
        readonly title: string;
        readonly figures: readonly Figure[];
        readonly none?: string;
      }
    | { readonly kind: 'alarms'; readonly title: string; readonly alarms: readonly AlarmView[] }
    | {
        readonly kind: 'log';
        readonly title: string;
        readonly columns: readonly string[];
        readonly rows: readonly (readonly string[])[];
        readonly none?: string;
      }
  );

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

export interface AlarmView {
  readonly name: string;
  readonly state: AlarmState;
  readonly since: number;
  /** Why it is in this state, as CloudWatch says it. */
  readonly why: string;
  /** What it means and what to do, with the entry of the runbook. */
  readonly description: string;
  readonly severity: 'page' | 'ticket';
  /** The changes of state, newest first, the last twenty. */
  readonly history: readonly { readonly at: number; readonly to: AlarmState }[];
}

/** A message that a topic sent out. */
export interface NoticeView {
  readonly at: number;
  readonly severity: 'page' | 'ticket';
  readonly subject: string;
  readonly text: string;
}

/** A saved query of the log with what it finds now. */
export interface QueryView {
  readonly name: string;
  readonly query: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** All of it, at one moment. */
export interface CloudWatchView {
  readonly dashboard: string;
  readonly widgets: readonly WidgetView[];
  readonly alarms: readonly AlarmView[];
  readonly notices: readonly NoticeView[];
  readonly queries: readonly QueryView[];
}

import { Alarm } from './alarms/alarm.ts';
import type { AlarmDefinition } from './alarms/definition.ts';
import { messageOf } from './alarms/message.ts';
import { type Dashboard, readDashboard } from './dashboard/dashboard.ts';
import { FleetTime } from './fleet-time.ts';
import { LogStore } from './log-store.ts';
import { readEmf } from './metrics/emf.ts';
import { MetricStore } from './metrics/metric-store.ts';
import { readSavedQuery, type SavedQuery } from './saved-query.ts';
import { ShapeError } from './shape.ts';
import { Topics } from './topics.ts';
import type { AlarmView, CloudWatchView } from './views.ts';

export interface CloudWatchOptions {
  readonly region: string;
  /** How many times as fast as deployed the stack runs. @default 1 */
  readonly tempo?: number;
  /** Epoch ms. @default Date.now */
  readonly clock?: () => number;
}

/** Where saved queries look where there is no dashboard, in the fleet's minutes. */
const DEFAULT_RANGE_MINUTES = 180;

/** CloudWatch, CloudWatch Logs and the topics of one stack, in memory: nothing of it outlives the stack. */
export class CloudWatch {
  readonly metrics: MetricStore;
  readonly topics: Topics;
  readonly #time: FleetTime;
  readonly #region: string;
  readonly #logs = new LogStore();
  readonly #alarms = new Map<string, Alarm>();
  readonly #queries: SavedQuery[] = [];
  readonly #samplers: (() => void)[] = [];
  #dashboard: Dashboard | undefined;
  #pageTopic: string | undefined;
  #begun = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor({ region, tempo = 1, clock = Date.now }: CloudWatchOptions) {
    this.#region = region;
    this.#time = new FleetTime(tempo, clock);
    this.metrics = new MetricStore(this.#time);
    this.topics = new Topics(clock);
  }

  /** Epoch ms. */
  now(): number {
    return this.#time.now();
  }

  /** A line that a function printed: metrics, or a line of the log for queries to find. */
  takeLine(group: string, line: string): void {
    const data = readEmf(line);
    // At AWS the log has them as well; here they would push out what a query looks for.
    if (!data) this.#logs.put({ at: this.now(), message: line, group });
    for (const datum of data ?? []) this.metrics.put(datum);
  }

  /** @throws {ShapeError}, or what an expression is refused with */
  addAlarm(definition: AlarmDefinition): void {
    this.#alarms.set(definition.arn, new Alarm(definition, this.metrics, this.#time));
  }

  /** @throws {ShapeError} for a second one, too: a page shows one */
  addDashboard(name: string, body: string): void {
    if (this.#dashboard) throw new ShapeError(`one dashboard is shown here: ${this.#dashboard.name}`);
    this.#dashboard = readDashboard(name, body, {
      time: this.#time,
      metrics: this.metrics,
      logs: this.#logs,
      alarms: this.#alarms,
      viewOf: (alarm) => this.#viewOf(alarm),
    });
  }

  /** @param properties of an `AWS::Logs::QueryDefinition`. @throws {ShapeError} {@link LogQueryError} */
  addQuery(properties: unknown): void {
    this.#queries.push(readSavedQuery(properties, this.#logs));
  }

  /** What measures something each minute of the fleet, before alarms look at it. */
  addSampler(sample: () => void): void {
    this.#samplers.push(sample);
  }

  /** What goes to this topic is severe. */
  pageBy(topicArn: string | undefined): void {
    this.#pageTopic = topicArn;
  }

  /** Samples and judges once in each minute of the fleet. Has no effect while it runs. */
  start(): void {
    if (this.#timer) return;
    this.#begun = this.#time.thisMinute();
    this.#timer = setInterval(() => this.pass(), this.#time.minuteMs);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** What is done each minute. */
  pass(): void {
    for (const sample of this.#samplers) sample();
    for (const alarm of this.#alarms.values()) {
      const change = alarm.evaluate(this.#begun);
      if (!change) continue;
      for (const topicArn of change.definition.actions[change.to])
        if (this.topics.has(topicArn)) this.topics.publish(topicArn, messageOf(change, this.#region));
    }
  }

  /** All of it, now. */
  view(): CloudWatchView {
    for (const sample of this.#samplers) sample();
    const range = this.#dashboard?.rangeMinutes ?? DEFAULT_RANGE_MINUTES;
    const from = this.now() - range * this.#time.minuteMs;
    return {
      dashboard: this.#dashboard?.name ?? '',
      widgets: this.#dashboard?.widgets() ?? [],
      alarms: [...this.#alarms.values()].map((alarm) => this.#viewOf(alarm)),
      notices: this.topics.sent().map(({ topicArn, at, subject, text }) => ({
        at,
        subject,
        text,
        severity: this.#severityOf(topicArn),
      })),
      queries: this.#queries.map((query) => query(from)),
    };
  }

  #viewOf(alarm: Alarm): AlarmView {
    const isPage = alarm.definition.actions.ALARM.some((arn) => this.#severityOf(arn) === 'page');
    return alarm.view(isPage ? 'page' : 'ticket');
  }

  #severityOf(topicArn: string): AlarmView['severity'] {
    return topicArn === this.#pageTopic ? 'page' : 'ticket';
  }
}

import { Duration } from 'aws-cdk-lib';
import { type IMetric, Metric, SearchExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { CENSUS_EVERY_MINUTES } from '../../lambdas/contract.ts';
import { DIMENSION, METRICS_NAMESPACE, type MetricDefinition } from '../../lambdas/metrics.ts';

/** How the values of a period become one. */
export type Statistic = 'Sum' | 'Minimum' | 'Maximum' | 'p50' | 'p99';

/** Of a principal. */
export type State = 'active' | 'paused' | 'halted';

export interface Shown {
  readonly label?: string;
  readonly color?: string;
  /** @default as often as it is emitted: a minute, or a quarter of an hour */
  readonly period?: Duration;
}

export const ONE_MINUTE = Duration.minutes(1);
export const ONE_HOUR = Duration.hours(1);

/** Of whatever a tick emits one value falls into a minute, of a census one into a quarter of an hour. */
const periodOf = ({ of }: MetricDefinition): Duration =>
  of === 'tick' ? ONE_MINUTE : Duration.minutes(CENSUS_EVERY_MINUTES);

/** Metrics of one fleet, by the table that its functions emit them by. */
export class FleetMetrics {
  readonly #fleet: string;

  constructor(fleet: string) {
    this.#fleet = fleet;
  }

  /** Of the fleet as a whole. Alarms can watch these alone: they neither search nor add up. */
  whole(definition: MetricDefinition, statistic: Statistic, shown: Shown = {}): Metric {
    return this.#metric(definition, statistic, {}, shown);
  }

  /** Of the principals in one state. */
  inState(definition: MetricDefinition, state: State, shown: Shown = {}): Metric {
    return this.#metric(definition, 'Maximum', { [DIMENSION.state]: state }, { label: state, ...shown });
  }

  /**
   * A line for each provider that has any: which there are, the fleet's rows decide.
   *
   * @param label what stands behind the provider's name
   */
  byProvider(definition: MetricDefinition, statistic: Statistic, label?: string): IMetric {
    const schema = [METRICS_NAMESPACE, DIMENSION.fleet, DIMENSION.provider].join(',');
    const terms = `MetricName="${definition.name}" ${DIMENSION.fleet}="${this.#fleet}"`;
    const seconds = periodOf(definition).toSeconds();
    const provider = `\${PROP('Dim.${DIMENSION.provider}')}`;
    return new SearchExpression({
      expression: `SEARCH('{${schema}} ${terms}', '${statistic}', ${seconds})`,
      label: label === undefined ? provider : `${provider} ${label}`,
      period: periodOf(definition),
    });
  }

  #metric(
    definition: MetricDefinition,
    statistic: Statistic,
    apart: Readonly<Record<string, string>>,
    { period = periodOf(definition), ...shown }: Shown,
  ): Metric {
    return new Metric({
      namespace: METRICS_NAMESPACE,
      metricName: definition.name,
      dimensionsMap: { [DIMENSION.fleet]: this.#fleet, ...apart },
      statistic,
      period,
      ...shown,
    });
  }
}

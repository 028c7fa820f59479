import type { IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Severity } from '../topics.ts';

/** One alarm, as a table has it. */
export interface AlarmDefinition {
  /** Unique in a fleet. */
  readonly id: string;
  /** What its name says, after the fleet's. */
  readonly title: string;
  readonly severity: Severity;
  /** A metric as it stands: no search, no arithmetic, whose missing values nobody can foretell. */
  readonly metric: IMetric;
  readonly rings: { readonly above: number } | { readonly below: number };
  /** How many of the last periods must be so. */
  readonly periods: readonly [breaching: number, of: number];
  readonly missing: TreatMissingData;
  /** What it means, in one sentence. */
  readonly means: string;
  /** What to do first, in one sentence. */
  readonly first: string;
  /** Its heading in the runbook, as a link has it. */
  readonly entry: string;
}

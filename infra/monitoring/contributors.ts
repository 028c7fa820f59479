import { Stack } from 'aws-cdk-lib';
import { CfnInsightRule } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { Watched } from './watched.ts';

/**
 * The principals that fail most, ranked by CloudWatch from the tick's lines `trouble`: as a dimension of a metric each of
 * them would be billed by the month.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/ContributorInsights-RuleSyntax.html
 */
export const createContributors = (scope: Construct, { settings, tick }: Watched): CfnInsightRule =>
  new CfnInsightRule(scope, 'WorstPrincipals', {
    ruleName: `refresh-scheduler ${settings.fleet}: worst principals`,
    ruleState: 'ENABLED',
    ruleBody: Stack.of(scope).toJsonString({
      Schema: { Name: 'CloudWatchLogRule', Version: 1 },
      LogGroupNames: [tick.logs.logGroupName],
      LogFormat: 'JSON',
      Contribution: {
        Keys: ['$.principalId', '$.app'],
        Filters: [{ Match: '$.message', In: ['trouble'] }],
      },
      AggregateOn: 'Count',
    }),
  });

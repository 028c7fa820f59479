import { type Made, PARTITION, type Site } from './site.ts';

/** A resource, or a part of one, that the template has and the local stack has not. */
export interface NotRun {
  readonly logicalId: string;
  readonly type: string;
  readonly why: string;
}

const NOT_ENFORCED = 'IAM is not enforced here: everybody may do everything';
const NO_CLOUDWATCH = 'there is no CloudWatch here: metrics are in the lines that functions print';

/** What need not or cannot run. */
const REASONS: Readonly<Record<string, string>> = {
  'AWS::IAM::Role': NOT_ENFORCED,
  'AWS::IAM::Policy': NOT_ENFORCED,
  'AWS::IAM::ManagedPolicy': NOT_ENFORCED,
  'AWS::Lambda::Permission': NOT_ENFORCED,
  'AWS::SQS::QueuePolicy': NOT_ENFORCED,
  'AWS::SNS::TopicPolicy': NOT_ENFORCED,
  'AWS::Events::EventBusPolicy': NOT_ENFORCED,
  'AWS::CDK::Metadata': 'it only tells AWS which constructs were used',
  'AWS::CloudWatch::Alarm': NO_CLOUDWATCH,
  'AWS::CloudWatch::CompositeAlarm': NO_CLOUDWATCH,
  'AWS::CloudWatch::Dashboard': NO_CLOUDWATCH,
  'AWS::Logs::MetricFilter': NO_CLOUDWATCH,
  'AWS::SNS::Topic': 'nobody is notified from here',
  'AWS::SNS::Subscription': 'nobody is notified from here',
  'AWS::Events::Archive': 'events are not kept for later',
};

export const reasonNotToRun = (type: string): string =>
  REASONS[type] ?? 'the local stack does not know this type';

const NAME_LENGTH = 64;

/** A name and an ARN to refer to, of the usual form, for what does not stand there. */
export const standIn = (logicalId: string, type: string, site: Site): Made => {
  const [, service = ''] = type.toLowerCase().split('::');
  const name = site.nameFor(logicalId, NAME_LENGTH);
  const arn =
    service === 'iam' ? `arn:${PARTITION}:iam::${site.aws.account}:role/${name}` : site.arn(service, name);
  return { ref: name, attributes: { Arn: arn } };
};

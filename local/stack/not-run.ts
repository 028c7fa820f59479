import { type Made, PARTITION, type Site } from './site.ts';

/** A resource, or a part of one, that the template has and the local stack has not. */
export interface NotRun {
  readonly logicalId: string;
  readonly type: string;
  readonly why: string;
}

const NOT_ENFORCED = 'IAM is not enforced here: everybody may do everything';

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
  'AWS::CloudWatch::CompositeAlarm': 'only alarms of metrics and expressions are judged here',
  'AWS::CloudWatch::InsightRule':
    'Contributor Insights is not here: queries of the log count contributors, too',
  'AWS::Logs::MetricFilter': 'metrics are only taken from documents in the embedded metric format here',
  'AWS::SNS::Subscription': 'nobody is notified from here: what topics send out stays on this machine',
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

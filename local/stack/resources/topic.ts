import type { Make } from '../site.ts';

const NAME_LENGTH = 256;

/** `AWS::SNS::Topic`: keeps the newest messages and has no subscribers. */
export const makeTopic: Make = ({ logicalId, properties }, site) => {
  const name = (properties.TopicName as string | undefined) ?? site.nameFor(logicalId, NAME_LENGTH);
  const arn = site.arn('sns', name);
  site.cloudWatch.topics.add(arn);
  return { ref: arn, attributes: { TopicArn: arn, TopicName: name } };
};

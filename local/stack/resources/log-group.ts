import type { Make } from '../site.ts';

const NAME_LENGTH = 512;

/** `AWS::Logs::LogGroup`: a name only. CloudWatch keeps the newest lines that functions print. */
export const makeLogGroup: Make = ({ logicalId, properties }, site) => {
  const name = (properties.LogGroupName as string | undefined) ?? site.nameFor(logicalId, NAME_LENGTH);
  return { ref: name, attributes: { Arn: site.arn('logs', `log-group:${name}:*`) } };
};

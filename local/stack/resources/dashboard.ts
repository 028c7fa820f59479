import type { Make } from '../site.ts';

const NAME_LENGTH = 255;

/** `AWS::CloudWatch::Dashboard`: what it shows is in the stack's `cloudWatch`. */
export const makeDashboard: Make = ({ logicalId, properties }, site) => {
  const { DashboardName, DashboardBody } = properties as { DashboardName?: string; DashboardBody: string };
  const name = DashboardName ?? site.nameFor(logicalId, NAME_LENGTH);
  site.cloudWatch.addDashboard(name, DashboardBody);
  return { ref: name };
};

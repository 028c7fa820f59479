/** The AWS that the suites run on: rows are written once, for all of them. */
export const TARGET = {
  ours: 'our endpoint',
  dynamoDbLocalAndMoto: 'DynamoDB Local and moto',
  ministack: 'ministack',
} as const;
export type TargetName = (typeof TARGET)[keyof typeof TARGET];

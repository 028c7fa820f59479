import { UNHOSTED } from './deployed/unhosted.ts';
import { TARGET, type TargetName } from './targets.ts';

/** What this machine lacks, by emulator. */
export type Lacks = Readonly<Record<string, string>>;

/** The name of a case that one target plays in its own way. */
export const REJECTION = 'a token that its cloud ended early is replaced once a consumer tells of it';

/** Emulators of each target. */
const PLAYED_BY: Readonly<Record<TargetName, readonly string[]>> = {
  [TARGET.ours]: [],
  [TARGET.dynamoDbLocalAndMoto]: ['DynamoDB Local', 'moto'],
  [TARGET.ministack]: ['ministack'],
};

const DEPLOYMENT = 'cdk deploy';
const COMPARED = / call by call$/;

type ByTarget = Readonly<Partial<Record<TargetName, string>>>;

/** Why a suite is not for a target, as a half-sentence. */
const NOT_FOR: Readonly<Record<string, ByTarget>> = {
  [DEPLOYMENT]: {
    [TARGET.ours]:
      'CloudFormation there only describes what runs; local/stack puts the same template up, for `a fleet`',
    [TARGET.dynamoDbLocalAndMoto]:
      'moto takes the bootstrap and refuses the change set (it does not find the bucket of the template); its CloudFormation has no AWS::DynamoDB::GlobalTable, AWS::Scheduler::Schedule or AWS::Lambda::EventInvokeConfig, and its Lambda runs code in Docker only',
  },
};

/** What is to be known of a case that ran. */
const THOUGH: Readonly<Record<string, ByTarget>> = {
  [REJECTION]: {
    [TARGET.dynamoDbLocalAndMoto]:
      'without the bus: rules of moto pass over InputPath, so the rejection is put into the queue behind it',
  },
};

/** A comparison needs the one emulator that plays its service. */
const playersOf = (suite: string, target: TargetName): readonly string[] => {
  if (!COMPARED.test(suite)) return PLAYED_BY[target];
  return [suite.startsWith('DynamoDB') ? 'DynamoDB Local' : 'moto'];
};

const lackOf = (suite: string, target: TargetName, lacks: Lacks): string | undefined =>
  playersOf(suite, target).find((emulator) => lacks[emulator] !== undefined);

/** Why nothing of a suite ran on a target. */
export const whyNot = (suite: string, target: TargetName, lacks: Lacks): string => {
  const reason = NOT_FOR[suite]?.[target];
  if (reason !== undefined) return reason;
  if (COMPARED.test(suite) && target === TARGET.ours) return 'these are the answers that are compared';
  if (COMPARED.test(suite) && target === TARGET.ministack)
    return 'each call is compared with one independent emulator';
  const lacking = lackOf(suite, target, lacks);
  if (lacking !== undefined) return `this machine lacks, for ${lacking}, ${lacks[lacking]}`;
  return 'it was not chosen, or its target did not come up';
};

/** What a reader should know of something that ran. */
export const remarkOn = (
  { suite, title }: { readonly suite: string; readonly title: string | undefined },
  target: TargetName,
  lacks: Lacks,
): string | undefined => {
  const lacking = lackOf(suite, target, lacks);
  if (lacking !== undefined) return `with our endpoint in place of ${lacking}`;
  if (suite === DEPLOYMENT)
    return UNHOSTED.length === 0
      ? undefined
      : `without ${UNHOSTED.map(({ type, why, coveredBy }) => `${type} (${why}; covered by ${coveredBy})`).join(' and ')}`;
  return title === undefined ? undefined : THOUGH[title]?.[target];
};

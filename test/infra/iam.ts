/** A statement of a policy, with every name that only a deployment knows filled in. */
interface Statement {
  readonly Effect: 'Allow';
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}
export type Policy = readonly Statement[];

/** One request, as IAM sees it: what is not in the context is absent. */
export interface Asked {
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, readonly string[]>>;
}

const listOf = (value: string | readonly string[]): readonly string[] => [value].flat();

const like = (pattern: string, text: string): boolean =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  ).test(text);

type Operator = (wanted: readonly string[], found: readonly string[] | undefined) => boolean;

/** The plain operators are taken as widely as a key with several values could be read: any of them is enough. */
const OPERATORS: Readonly<Record<string, Operator>> = {
  StringEquals: (wanted, found = []) => found.some((one) => wanted.includes(one)),
  StringLike: (wanted, found = []) => found.some((one) => wanted.some((pattern) => like(pattern, one))),
  'ForAllValues:StringEquals': (wanted, found = []) => found.every((one) => wanted.includes(one)),
};

/**
 * Whether a policy allows a request, as far as our policies go: `Allow` statements, wildcards, three operators.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 */
export const allows = (policy: Policy, { action, resource, context }: Asked): boolean =>
  policy.some(
    ({ Action, Resource, Condition = {} }) =>
      listOf(Action).includes(action) &&
      listOf(Resource).some((pattern) => like(pattern, resource)) &&
      Object.entries(Condition).every(([name, keys]) => {
        const operator = OPERATORS[name];
        if (!operator) throw new Error(`no test knows the operator ${name}`);
        return Object.entries(keys).every(([key, wanted]) => operator(listOf(wanted), context[key]));
      }),
  );

import type { Template } from 'aws-cdk-lib/assertions';

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: Record<string, Record<string, unknown>>;
}
type Intrinsic = {
  readonly Ref?: string;
  readonly 'Fn::GetAtt'?: [string, string];
  readonly 'Fn::Join'?: [string, unknown[]];
};

const listOf = <T>(value: T | readonly T[]): readonly T[] => (Array.isArray(value) ? value : [value as T]);

/** What the policy speaks of, written out: `Principals.Arn` for a resource of the stack, `{AWS::Region}` for the rest. */
const written = (value: unknown): string => {
  if (typeof value === 'string') return value;
  const { Ref, 'Fn::GetAtt': attribute, 'Fn::Join': join } = value as Intrinsic;
  if (Ref !== undefined) return Ref.startsWith('AWS::') ? `{${Ref}}` : placeOf(Ref);
  if (attribute) return `${placeOf(attribute[0])}.${attribute[1]}`;
  if (join) return join[1].map(written).join(join[0]);
  throw new Error(`Cannot write ${JSON.stringify(value)}`);
};

/** Of a resource in the stack, by its logical id. */
const placeOf = (logicalId: string): string => logicalId.replace(/^RefreshScheduler|[0-9A-F]{8}$/g, '');

const conditionOf = ({ Condition = {} }: Statement): string =>
  Object.entries(Condition)
    .flatMap(([operator, keys]) =>
      Object.entries(keys).map(([key, value]) => `${operator} ${key} ${written(value)}`),
    )
    .join(', ');

/** Every single right of the policy of a role: effect, action, resource, condition. */
export const rightsOf = (template: Template, role: string): readonly string[] => {
  const policies = Object.entries(template.findResources('AWS::IAM::Policy')).filter(([id]) =>
    id.startsWith(`RefreshScheduler${role}DefaultPolicy`),
  );
  if (policies.length !== 1) throw new Error(`${role} has ${policies.length} policies`);
  const statements: readonly Statement[] = policies.flatMap(
    ([, policy]) => policy.Properties.PolicyDocument.Statement,
  );
  return statements.flatMap((statement) =>
    listOf(statement.Action).flatMap((action) =>
      listOf(statement.Resource).map((resource) =>
        [statement.Effect, action, written(resource), conditionOf(statement)].join(' | '),
      ),
    ),
  );
};

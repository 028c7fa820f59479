/** A resource of the template, as CloudFormation gets it. */
export interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

/** Resources of the stack that ministack refuses to make, so that the whole stack would roll back. */
export interface Unhosted {
  readonly type: string;
  /** Where only some of the type are refused. */
  readonly which?: (resource: Resource) => boolean;
  readonly why: string;
  /** What shows instead that they are right. */
  readonly coveredBy: string;
}

export const UNHOSTED: readonly Unhosted[] = [
  {
    type: 'AWS::Logs::QueryDefinition',
    why: 'its CloudFormation does not know the type',
    coveredBy: 'test/infra/log-queries.cases.ts; local/cloudwatch runs the saved queries',
  },
  {
    type: 'AWS::CloudWatch::InsightRule',
    why: 'its CloudFormation does not know the type',
    coveredBy: 'test/infra/log-queries.cases.ts',
  },
];

/** The row that keeps a resource from being deployed. */
export const unhosted = (resource: Resource): Unhosted | undefined =>
  UNHOSTED.find(({ type, which }) => resource.Type === type && (which?.(resource) ?? true));

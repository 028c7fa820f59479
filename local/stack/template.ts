/** The parts of a CloudFormation template that are read here. */
export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Parameters?: Readonly<Record<string, Parameter>>;
  readonly Conditions?: Readonly<Record<string, unknown>>;
  readonly Outputs?: Readonly<Record<string, Output>>;
}

export interface Resource {
  readonly Type: string;
  readonly Properties?: Properties;
  readonly DependsOn?: string | readonly string[];
  readonly Condition?: string;
}

export type Properties = Readonly<Record<string, unknown>>;

export interface Parameter {
  readonly Type: string;
  readonly Default?: unknown;
}

export interface Output {
  readonly Value: unknown;
  readonly Condition?: string;
}

/** The template asks for something that the local stack cannot do. The message starts with the place in the template. */
export class TemplateError extends Error {
  readonly code = 'template-not-runnable';

  constructor(path: string, problem: string) {
    super(`${path}: ${problem}`);
    this.name = 'TemplateError';
  }
}

import { substitute } from './substitute.ts';
import { TemplateError } from './template.ts';

/** What the names in a template stand for. Each answers undefined for a name it does not know. */
export interface Scope {
  ref(name: string): unknown;
  attribute(logicalId: string, name: string): unknown;
  condition(name: string): boolean | undefined;
}

/** `Ref: AWS::NoValue`: the property or list item that it stands for is left out. */
export const NO_VALUE = Symbol('AWS::NoValue');

type Intrinsic = (argument: unknown, scope: Scope, path: string) => unknown;

/**
 * Replaces the intrinsic functions in a value by what they stand for.
 *
 * @param path place of the value in the template, for messages
 * @throws {TemplateError} on a function or a name that is not known
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 */
export const resolve = (value: unknown, scope: Scope, path: string): unknown => {
  if (Array.isArray(value))
    return value
      .map((item, index) => resolve(item, scope, `${path}.${index}`))
      .filter((item) => item !== NO_VALUE);
  if (typeof value !== 'object' || value === null) return value;

  const entries = Object.entries(value);
  const [name = '', argument] = entries[0] ?? [];
  if (entries.length === 1 && (name === 'Ref' || name.startsWith('Fn::'))) {
    const intrinsic = INTRINSICS[name];
    if (!intrinsic)
      throw new TemplateError(path, `the local stack does not know the intrinsic function ${name}`);
    return intrinsic(argument, scope, `${path}.${name}`);
  }
  return Object.fromEntries(
    entries
      .map(([key, item]) => [key, resolve(item, scope, `${path}.${key}`)] as const)
      .filter(([, item]) => item !== NO_VALUE),
  );
};

const text = (value: unknown, path: string): string => {
  if (['string', 'number', 'boolean'].includes(typeof value)) return String(value);
  throw new TemplateError(path, 'a text is needed here');
};

const list = (value: unknown, path: string): readonly unknown[] => {
  if (Array.isArray(value)) return value;
  throw new TemplateError(path, 'a list is needed here');
};

const refer = (name: string, scope: Scope, path: string): unknown => {
  const value = scope.ref(name);
  if (value === undefined) throw new TemplateError(path, `nothing here is called ${name}`);
  return value;
};

const attributeOf = (logicalId: string, name: string, scope: Scope, path: string): unknown => {
  const value = scope.attribute(logicalId, name);
  if (value === undefined) throw new TemplateError(path, `${logicalId} has no attribute ${name} here`);
  return value;
};

const conditionHolds = (name: string, scope: Scope, path: string): boolean => {
  const holds = scope.condition(name);
  if (holds === undefined) throw new TemplateError(path, `there is no condition ${name}`);
  return holds;
};

/** `Resource.Attribute`; the attribute may have dots of its own. */
const splitAttribute = (reference: string): [string, string] => {
  const dot = reference.indexOf('.');
  return [reference.slice(0, dot), reference.slice(dot + 1)];
};

const INTRINSICS: Readonly<Record<string, Intrinsic>> = {
  Ref: (argument, scope, path) => refer(text(argument, path), scope, path),

  'Fn::GetAtt': (argument, scope, path) => {
    const [logicalId, name] =
      typeof argument === 'string'
        ? splitAttribute(argument)
        : list(argument, path).map((part) => text(part, path));
    return attributeOf(logicalId ?? '', name ?? '', scope, path);
  },

  'Fn::Join': (argument, scope, path) => {
    const [separator, parts] = list(argument, path);
    return list(resolve(parts, scope, path), path)
      .map((part) => text(part, path))
      .join(text(separator, path));
  },

  'Fn::Split': (argument, scope, path) => {
    const [separator, source] = list(argument, path);
    return text(resolve(source, scope, path), path).split(text(separator, path));
  },

  'Fn::Select': (argument, scope, path) => {
    const [index, source] = list(argument, path);
    const items = list(resolve(source, scope, path), path);
    const item = items[Number(resolve(index, scope, path))];
    if (item === undefined) throw new TemplateError(path, `the list has ${items.length} items only`);
    return item;
  },

  'Fn::Sub': (argument, scope, path) => {
    const [pattern, given] = Array.isArray(argument) ? argument : [argument, {}];
    const variables = resolve(given, scope, path) as Record<string, unknown>;
    return substitute(text(pattern, path), (name) => {
      if (Object.hasOwn(variables, name)) return text(variables[name], path);
      if (!name.includes('.')) return text(refer(name, scope, path), path);
      return text(attributeOf(...splitAttribute(name), scope, path), path);
    });
  },

  'Fn::If': (argument, scope, path) => {
    const [name, whenTrue, whenFalse] = list(argument, path);
    return resolve(conditionHolds(text(name, path), scope, path) ? whenTrue : whenFalse, scope, path);
  },
};

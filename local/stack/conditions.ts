import { resolve, type Scope } from './resolve.ts';
import { type Template, TemplateError } from './template.ts';

/**
 * Reads a template's conditions by name, each when it is asked for.
 *
 * @returns undefined for a name that is not there
 * @throws {TemplateError} on a function that is not known
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-conditions.html
 */
export const conditionsOf = ({ Conditions = {} }: Template, ref: Scope['ref']): Scope['condition'] => {
  const scope: Scope = { ref, attribute: () => undefined, condition: (name) => byName(name) };

  const byName = (name: string): boolean | undefined =>
    name in Conditions ? holds(Conditions[name], `Conditions.${name}`) : undefined;

  const all = (argument: unknown, path: string): boolean[] =>
    (argument as unknown[]).map((item, index) => holds(item, `${path}.${index}`));

  const holds = (condition: unknown, path: string): boolean => {
    const [name = '', argument] = Object.entries(condition ?? {})[0] ?? [];
    switch (name) {
      case 'Condition': {
        const answer = byName(String(argument));
        if (answer === undefined) throw new TemplateError(path, `there is no condition ${argument}`);
        return answer;
      }
      case 'Fn::Equals': {
        const [left, right] = resolve(argument, scope, path) as [unknown, unknown];
        return String(left) === String(right);
      }
      case 'Fn::Not':
        return all(argument, path).every((answer) => !answer);
      case 'Fn::And':
        return all(argument, path).every(Boolean);
      case 'Fn::Or':
        return all(argument, path).some(Boolean);
      default:
        throw new TemplateError(path, `the local stack does not know the condition function ${name}`);
    }
  };

  return byName;
};

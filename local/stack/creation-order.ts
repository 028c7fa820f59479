import { placeholders } from './substitute.ts';
import { type Resource, TemplateError } from './template.ts';

/**
 * Logical ids in an order in which each resource comes after all that it refers to or depends on; otherwise as in the
 * template.
 *
 * @throws {TemplateError} where resources wait for each other
 */
export const creationOrder = (resources: Readonly<Record<string, Resource>>): string[] => {
  const order = new Set<string>();

  const visit = (logicalId: string, waiting: readonly string[]): void => {
    const resource = resources[logicalId];
    if (!resource || order.has(logicalId)) return;
    if (waiting.includes(logicalId)) {
      const circle = waiting.slice(waiting.indexOf(logicalId)).join(', ');
      throw new TemplateError(`Resources.${logicalId}`, `circular dependency between ${circle}`);
    }
    const needed = [...referencesIn(resource.Properties), ...[resource.DependsOn ?? []].flat()];
    for (const id of needed) visit(id, [...waiting, logicalId]);
    order.add(logicalId);
  };

  for (const logicalId of Object.keys(resources)) visit(logicalId, []);
  return [...order];
};

/** Every name that `Ref`, `Fn::GetAtt` or `Fn::Sub` mentions, parameters and pseudo parameters included. */
const referencesIn = (value: unknown): string[] => {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    const first: unknown = Array.isArray(item) ? item[0] : item;
    if (typeof first !== 'string') return referencesIn(item);
    switch (key) {
      case 'Ref':
        return [first];
      case 'Fn::GetAtt':
        return [resourceOf(first)];
      case 'Fn::Sub':
        return [...placeholders(first).map(resourceOf), ...referencesIn(item)];
      default:
        return referencesIn(item);
    }
  });
};

const resourceOf = (reference: string): string => reference.split('.')[0] ?? '';

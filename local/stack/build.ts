import { conditionsOf } from './conditions.ts';
import { creationOrder } from './creation-order.ts';
import { type NotRun, reasonNotToRun, standIn } from './not-run.ts';
import { namesOf } from './pseudo-parameters.ts';
import { resolve, type Scope } from './resolve.ts';
import { RESOURCES } from './resources/index.ts';
import type { Declared, Made, Make, Site } from './site.ts';
import { type Output, type Properties, type Template, TemplateError } from './template.ts';

export interface Built {
  readonly outputs: Readonly<Record<string, string>>;
  readonly notRun: readonly NotRun[];
}

/**
 * Makes every resource of the site's template, each after those that it refers to.
 *
 * @throws {TemplateError} where one that runs, or an output, refers to what is not known here
 * @throws {ResourceError}
 */
export const buildResources = async (site: Site): Promise<Built> => {
  const { template } = site.assembly;
  const made = new Map<string, Made>();
  const notRun: NotRun[] = [];

  const name = namesOf(site);
  const scope: Scope = {
    ref: (id) => made.get(id)?.ref ?? name(id),
    attribute: (id, attribute) => made.get(id)?.attributes?.[attribute],
    condition: conditionsOf(template, name),
  };
  const wanted = ({ Condition }: { readonly Condition?: string }): boolean =>
    Condition === undefined || scope.condition(Condition) === true;

  for (const logicalId of creationOrder(template.Resources)) {
    const resource = template.Resources[logicalId];
    if (!resource || !wanted(resource)) continue;

    const make = RESOURCES[resource.Type];
    if (!make) {
      made.set(logicalId, standIn(logicalId, resource.Type, site));
      notRun.push({ logicalId, type: resource.Type, why: reasonNotToRun(resource.Type) });
      continue;
    }
    const properties = resolve(resource.Properties ?? {}, scope, `Resources.${logicalId}.Properties`);
    const result = await makeOrName(make, { logicalId, properties: properties as Properties }, site);
    made.set(logicalId, result);
    if (result.notRun) notRun.push({ logicalId, type: resource.Type, why: result.notRun });
  }
  return { outputs: outputsOf(template, scope, wanted), notRun };
};

/** The endpoint refused a resource; its answer is the `cause`. */
export class ResourceError extends Error {
  readonly code = 'resource-not-made';

  constructor(logicalId: string, cause: unknown) {
    super(`Resources.${logicalId} could not be made: ${cause}`, { cause });
    this.name = 'ResourceError';
  }
}

const makeOrName = async (make: Make, declared: Declared, site: Site): Promise<Made> => {
  try {
    return await make(declared, site);
  } catch (error) {
    if (error instanceof TemplateError) throw error;
    throw new ResourceError(declared.logicalId, error);
  }
};

const outputsOf = (
  { Outputs = {} }: Template,
  scope: Scope,
  wanted: (output: Output) => boolean,
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(Outputs)
      .filter(([, output]) => wanted(output))
      .map(([name, { Value }]) => [name, String(resolve(Value, scope, `Outputs.${name}.Value`))]),
  );

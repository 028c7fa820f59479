import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Resource, unhosted } from './unhosted.ts';

/** A template, as far as trimming looks at it. */
export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
}

export const templateFile = (assembly: string, stackName: string): string =>
  join(assembly, `${stackName}.template.json`);

/** A copy of a cloud assembly, its stack without what ministack cannot host. Where all can be, a plain copy. */
export const trimmed = async (assembly: string, stackName: string, copy: string): Promise<void> => {
  await cp(assembly, copy, { recursive: true });
  const file = templateFile(copy, stackName);
  const template: Template = JSON.parse(await readFile(file, 'utf8'));
  const hosted = Object.entries(template.Resources).filter(([, resource]) => !unhosted(resource));
  if (hosted.length === Object.keys(template.Resources).length) return;
  await writeFile(file, JSON.stringify({ ...template, Resources: Object.fromEntries(hosted) }));
};

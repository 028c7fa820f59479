import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Template } from './template.ts';

/** What CDK wrote for the one stack of an app. */
export interface Assembly {
  readonly stackName: string;
  readonly template: Template;
  /** Folder of each asset by the key under which a deployment puts its archive into S3. */
  readonly assets: ReadonlyMap<string, string>;
}

interface Manifest {
  readonly artifacts: Readonly<Record<string, Artifact>>;
}
interface Artifact {
  readonly type: string;
  readonly properties?: {
    readonly templateFile?: string;
    readonly stackName?: string;
    readonly file?: string;
  };
}
interface AssetManifest {
  readonly files?: Readonly<Record<string, FileAsset>>;
}
interface FileAsset {
  readonly source: { readonly path: string; readonly packaging: string };
  readonly destinations: Readonly<Record<string, { readonly objectKey: string }>>;
}

/**
 * Reads a cloud assembly, such as `cdk.out`.
 *
 * @throws where it does not hold exactly one stack
 */
export const readAssembly = (outDir: string): Assembly => {
  const read = (file: string): unknown => JSON.parse(readFileSync(join(outDir, file), 'utf8'));
  const artifacts = Object.entries((read('manifest.json') as Manifest).artifacts);

  const stacks = artifacts.filter(([, { type }]) => type === 'aws:cloudformation:stack');
  const [stack] = stacks;
  if (!stack || stacks.length > 1) throw new Error(`${outDir} holds ${stacks.length} stacks; one is needed.`);
  const [id, { properties = {} }] = stack;

  const folders = artifacts
    .filter(([, { type }]) => type === 'cdk:asset-manifest')
    .map(([, artifact]) => read(artifact.properties?.file ?? '') as AssetManifest)
    .flatMap(({ files = {} }) => Object.values(files))
    .filter(({ source }) => source.packaging === 'zip');

  return {
    stackName: properties.stackName ?? id,
    template: read(properties.templateFile ?? '') as Template,
    assets: new Map(
      folders.flatMap(({ source, destinations }) =>
        Object.values(destinations).map(({ objectKey }) => [objectKey, join(outDir, source.path)]),
      ),
    ),
  };
};

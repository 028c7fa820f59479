import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Stack, Stage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { type BundleOptions, bundle } from './bundle.ts';

/** The deployed functions by name, with the module that exports each one's `handler`. */
export const FUNCTIONS = {
  refresh: fileURLToPath(new URL('../lambdas/refresh/handler.ts', import.meta.url)),
  census: fileURLToPath(new URL('../lambdas/census/handler.ts', import.meta.url)),
  operate: fileURLToPath(new URL('../lambdas/operate/handler.ts', import.meta.url)),
  reject: fileURLToPath(new URL('../lambdas/reject/handler.ts', import.meta.url)),
  notify: fileURLToPath(new URL('../lambdas/notify/handler.ts', import.meta.url)),
} as const;
export type FunctionName = keyof typeof FUNCTIONS;

/** What Lambda calls in a bundle. */
export const HANDLER = 'index.handler';

/**
 * The function's code, bundled now and staged beside the template.
 * Where no bundle is asked for (the context `aws:cdk:bundling-stacks` is empty: `cdk list`, tests) a stand-in is
 * enough.
 */
export const functionCode = (scope: Construct, name: FunctionName, options: BundleOptions): Code => {
  if (!Stack.of(scope).bundlingRequired) return Code.fromInline('// not bundled');

  const bundled = join(Stage.of(scope)?.assetOutdir ?? 'cdk.out', 'bundles', name);
  bundle(FUNCTIONS[name], bundled, options);
  return Code.fromAsset(bundled);
};

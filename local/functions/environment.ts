import { devNull } from 'node:os';

export interface FunctionSettings {
  readonly name: string;
  /** The folder with the bundled code, as CDK puts it into `cdk.out`. */
  readonly assetDir: string;
  /** File and export, such as `index.handler`. */
  readonly handler: string;
  /** What the stack gives the function. */
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly memoryMb: number;
  /** A line of the function's standard output or error. */
  readonly onLine: (line: string) => void;
  /** @default `us-east-1` */
  readonly region?: string;
}

export const DEFAULT_REGION = 'us-east-1';

export const logGroupOf = (name: string): string => `/aws/lambda/${name}`;

/**
 * All that the process sees: what the stack gives it and what the Lambda service adds. Nothing of ours, so that neither a
 * profile nor an endpoint of whoever runs this can reach the function.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export const environmentOf = (settings: FunctionSettings): Record<string, string> => ({
  AWS_LAMBDA_FUNCTION_NAME: settings.name,
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(settings.memoryMb),
  AWS_LAMBDA_LOG_GROUP_NAME: logGroupOf(settings.name),
  AWS_REGION: settings.region ?? DEFAULT_REGION,
  AWS_DEFAULT_REGION: settings.region ?? DEFAULT_REGION,
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_SESSION_TOKEN: 'local',
  // Without HOME the SDK still finds the home folder of the account it runs under, and the settings in it.
  AWS_CONFIG_FILE: devNull,
  AWS_SHARED_CREDENTIALS_FILE: devNull,
  LAMBDA_TASK_ROOT: settings.assetDir,
  _HANDLER: settings.handler,
  TZ: ':UTC',
  ...settings.environment,
});

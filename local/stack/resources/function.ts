import { measured } from '../../cloudwatch/metrics/lambda-metrics.ts';
import { logGroupOf } from '../../functions/environment.ts';
import { startFunction } from '../../functions/function.ts';
import type { Make } from '../site.ts';
import { TemplateError } from '../template.ts';

const NAME_LENGTH = 64;

interface FunctionProperties {
  readonly FunctionName?: string;
  readonly Runtime?: string;
  readonly Handler?: string;
  readonly Code?: { readonly S3Key?: string };
  readonly Environment?: { readonly Variables?: Readonly<Record<string, string>> };
  readonly LoggingConfig?: LoggingConfig;
  /** Seconds. */
  readonly Timeout?: number;
  /** MiB. */
  readonly MemorySize?: number;
}

interface LoggingConfig {
  readonly LogGroup?: string;
  readonly LogFormat?: string;
  readonly ApplicationLogLevel?: string;
}

/** `AWS::Lambda::Function` with Node.js code from an asset. Reserved concurrency and networks are left out. */
export const makeFunction: Make = ({ logicalId, properties }, site) => {
  const { FunctionName, Runtime, Handler, Code, Environment, LoggingConfig, Timeout, MemorySize } =
    properties as FunctionProperties;
  const name = FunctionName ?? site.nameFor(logicalId, NAME_LENGTH);
  const arn = site.arn('lambda', `function:${name}`);
  const made = { ref: name, attributes: { Arn: arn } };
  if (!Runtime?.startsWith('nodejs') || !Handler)
    return { ...made, notRun: `only Node.js functions run here, not ${Runtime}` };

  const assetDir = site.assembly.assets.get(Code?.S3Key ?? '');
  if (assetDir === undefined) {
    const problem = `no folder of the assembly holds this code (${Code?.S3Key ?? 'inline'}); synthesize with bundling`;
    throw new TemplateError(`Resources.${logicalId}.Properties.Code`, problem);
  }
  const environment = {
    ...Environment?.Variables,
    ...loggingEnvironment(LoggingConfig),
    ...site.functionEnvironment,
  };
  const logGroup = LoggingConfig?.LogGroup ?? logGroupOf(name);
  const running = startFunction({
    name,
    assetDir,
    handler: Handler,
    environment,
    timeoutMs: (Timeout ?? 3) * 1000,
    memoryMb: MemorySize ?? 128,
    onLine: (line) => {
      site.cloudWatch.takeLine(logGroup, line);
      site.onLine(name, line);
    },
    region: site.aws.region,
  });
  const invoke = measured(name, running.invoke, site.cloudWatch);
  site.functions.set(logicalId, { ...running, name, arn, environment, invoke });
  return made;
};

/** What Lambda derives from the logging configuration. JSON logs have a level, INFO if none is given. */
const loggingEnvironment = ({ LogGroup, LogFormat, ApplicationLogLevel }: LoggingConfig = {}) => ({
  ...(LogGroup && { AWS_LAMBDA_LOG_GROUP_NAME: LogGroup }),
  ...(LogFormat === 'JSON' && {
    AWS_LAMBDA_LOG_FORMAT: LogFormat,
    AWS_LAMBDA_LOG_LEVEL: ApplicationLogLevel ?? 'INFO',
  }),
});

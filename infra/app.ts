import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { STACK_NAME } from '../lambdas/contract.ts';
import { ContextError, settingsFromContext } from './context.ts';
import { RefreshSchedulerStack } from './stack.ts';

const app = new App();
try {
  const settings = settingsFromContext(app.node);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  new RefreshSchedulerStack(app, STACK_NAME, settings);
} catch (error) {
  // Whoever mistyped a setting needs its name, not our stack trace.
  if (!(error instanceof ContextError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

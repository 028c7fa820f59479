import { Duration } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { createLogs, createRole, type Fleet, functionOf } from './fleet-function.ts';
import { grantOperator } from './operator-rights.ts';

/**
 * The function by which people and programs act on the fleet: it registers and checks apps, enrols principals, lists,
 * refreshes, pauses and removes them.
 * Whoever may invoke it may do all of that, and needs no right to the tables, the key or the secrets.
 */
export class Operator extends Construct {
  readonly function: LambdaFunction;
  readonly logs: LogGroup;

  constructor(scope: Construct, id: string, fleet: Fleet) {
    super(scope, id);

    this.logs = createLogs(this, fleet.settings);
    const role = createRole(this, 'What the refresh scheduler may do for an operator.');
    grantOperator(role, fleet, { logs: this.logs });

    this.function = new LambdaFunction(this, 'Function', {
      ...functionOf(this, 'operate', { fleet, role, logs: this.logs }),
      description: 'Registers and checks apps; enrols, lists, refreshes, pauses and removes principals.',
      // An enrolment waits for a provider, then keeps and publishes what it said.
      timeout: Duration.seconds(60),
      memorySize: 512,
      // No destination for failures: Lambda would write the event there, and an event can hold a client secret, a
      // password or a refresh token. Callers wait for the answer; one who does not learns of no failure.
    });
  }

  /**
   * Lets somebody operate the fleet: invoke exactly this function, no version or alias of it.
   * (`function.grantInvoke` would add those, and a right by resource for other accounts.)
   */
  grantOperate(grantee: IGrantable): Grant {
    return Grant.addToPrincipal({
      grantee,
      actions: ['lambda:InvokeFunction'],
      resourceArns: [this.function.functionArn],
    });
  }
}

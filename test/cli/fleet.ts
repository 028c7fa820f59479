import { OUTPUT, STACK_NAME } from '../../lambdas/contract.ts';
import { type AwsEndpoint, startAws } from '../../local/aws/endpoint.ts';
import type { Invocation } from '../../local/functions/function.ts';

/** What a request holds, as the function gets it. */
export type Asked = Readonly<Record<string, unknown>>;

type Said = object | string;

/** A stack on loopback, seen through CloudFormation and Lambda, whose function answers as a test says. */
export interface Fleet {
  readonly aws: AwsEndpoint;
  readonly port: string;
  /** Every request that reached the function, oldest first. */
  readonly asked: Asked[];
  /** From now on. A string is what the function fails with. */
  answers(answer: (request: Asked) => Said | Promise<Said>): void;
  close(): Promise<void>;
}

const FUNCTION = 'fleet-operate';

export const startFleet = async (
  outputs: Readonly<Record<string, string>> = { [OUTPUT.operateFunction]: FUNCTION },
): Promise<Fleet> => {
  const aws = await startAws();
  const asked: Asked[] = [];
  let answer: (request: Asked) => Said | Promise<Said> = () => 'NobodySaidWhat';
  const invoke = async (event: unknown): Promise<Invocation> => {
    asked.push(event as Asked);
    const said = await answer(event as Asked);
    return typeof said === 'string'
      ? { ok: false, errorType: said, errorMessage: `quotes ${JSON.stringify(event)}` }
      : { ok: true, payload: said };
  };
  aws.hostStack({
    name: STACK_NAME,
    id: `arn:aws:cloudformation:${aws.region}:${aws.account}:stack/${STACK_NAME}/1`,
    outputs,
    functions: [
      {
        name: FUNCTION,
        arn: `arn:aws:lambda:${aws.region}:${aws.account}:function:${FUNCTION}`,
        invoke,
        invokeLater() {},
      },
    ],
  });
  return {
    aws,
    port: new URL(aws.url).port,
    asked,
    answers(next) {
      asked.length = 0;
      answer = next;
    },
    close: () => aws.close(),
  };
};

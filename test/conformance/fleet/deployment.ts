import type { Clients } from '../../../lambdas/adapters/clients.ts';
import type { OUTPUT } from '../../../lambdas/contract.ts';
import type { Invocation } from '../../../local/functions/function.ts';

/** The stack's outputs that name a function. */
export type FunctionOutput = (typeof OUTPUT)['refreshFunction' | 'operateFunction' | 'censusFunction'];

/** What consumers tell of a token. */
export interface Rejection {
  readonly principalId: string;
  readonly generation: number;
}

/** The stack where it runs, whoever runs it. */
export interface Deployment extends AsyncDisposable {
  readonly outputs: Readonly<Record<string, string>>;
  /** Straight to whatever plays AWS: what is done to the functions does not concern them. */
  readonly clients: Clients;
  /** URL of the front that stands between the functions and their AWS. */
  readonly front: string;
  invoke(output: FunctionOutput, event: unknown): Promise<Invocation>;
  /** SIGKILL for every process of the function. */
  kill(output: FunctionOutput): Promise<void>;
  /** Lets the stack's schedules fire, where they do not anyway. */
  startSchedules(): void;
  /** Where a rule of the bus does not lead to the queue of the stack, as it is deployed. @default by the bus */
  readonly queueRejection?: (rejection: Rejection) => void;
}

export interface Target {
  readonly name: string;
  open(): Promise<Deployment>;
}

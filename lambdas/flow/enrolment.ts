import type { Presentable } from '../core/tokens.ts';

/** A principal to be kept alive from now on, as an operator gives it. */
export interface Enrolment {
  readonly principalId: string;
  readonly provider: string;
  readonly app: string;
  readonly grant: Presentable;
  /** A password is sealed and presented whenever it takes one. @default it is presented once, now, and forgotten */
  readonly keepLogin?: boolean;
  /** The user or thing that the tokens must be for. */
  readonly subject?: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** A refusal names the field and the remedy; nothing is left of what was refused. */
export type Enrolled =
  | {
      readonly enrolled: true;
      readonly principalId: string;
      readonly secretName: string;
      readonly published: boolean;
      /** What happens now, for people. */
      readonly next: string;
    }
  | Refusal;

export interface Refusal {
  readonly enrolled: false;
  readonly field: string;
  readonly remedy: string;
  /** It is no judgement: `untried`, nothing was done; `unsure`, it may be enrolled. Either way, it can be sent again. */
  readonly left?: 'untried' | 'unsure';
}

export const refusal = (field: string, remedy: string): Refusal => ({ enrolled: false, field, remedy });

/** A code is good once and for minutes; so is a password that nobody wants kept. */
export const isExchanged = ({ grant, keepLogin }: Enrolment): boolean =>
  grant.kind === 'authorization_code' || (grant.kind === 'password' && keepLogin !== true);

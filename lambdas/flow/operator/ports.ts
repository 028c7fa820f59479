import type { TlsIdentity } from '../../core/protocols/protocol.ts';
import type { UnansweredCode } from '../../core/unanswered.ts';
import type { Controls, Ports, PrincipalScan, Principals, Vault, Written } from '../ports.ts';

/** What an operator needs of the table besides what ticks need. */
export interface OperatorPrincipals extends Principals, PrincipalScan {
  /**
   * Takes away a row that breaks the contract and could be corrected by hand only. One that is sound, or changed since it
   * was read, or is held by a run, stays.
   */
  removeMalformed(principalId: string, now: number): Promise<Written | { write: 'gone' }>;
}

/** `unchanged`: it stood so already. `unknown`: there is no such app. */
export type Switched = 'done' | 'unchanged' | 'unknown';

export interface OperatorControls extends Controls {
  /** An operator's own pause, beside whatever the scheduler itself notes. @param now epoch ms */
  pauseApp(app: string, now: number): Promise<Switched>;
  resumeApp(app: string): Promise<Switched>;
  pauseEverything(now: number): Promise<Switched>;
  resumeEverything(): Promise<Switched>;
  /** What the last census noted, as it lies there; `undefined` before the first. */
  census(): Promise<Readonly<Record<string, unknown>> | undefined>;
}

/** How the secret under a name stands. `ours`: it carries this fleet's tag. */
export type SecretFound =
  | { readonly secret: 'missing' }
  | { readonly secret: 'there' | 'being-deleted'; readonly ours: boolean };

export interface OperatorVault extends Vault {
  find(secretName: string): Promise<SecretFound>;
  /** After this many days, or beyond recovery. One that is missing, or being deleted, is left. */
  delete(secretName: string, when: { readonly days: number } | 'now'): Promise<void>;
  /** Ends a deletion that waits. */
  bringBack(secretName: string): Promise<void>;
}

/** What a look at the host of a token endpoint found. */
export type Probe =
  | {
      readonly reached: true;
      /** `TLSv1.3`, say. */
      readonly tlsVersion: string;
      /** Of the host's own certificate, epoch ms. */
      readonly certificateEndsAt?: number;
      /** How far our clock is ahead of the host's, in ms; absent where it told no time. */
      readonly aheadMs?: number;
      /** After the handshake, without an answer: as some do who do not like a client's certificate. */
      readonly hungUp?: true;
    }
  | { readonly reached: false; readonly code: UnansweredCode };

export interface Endpoints {
  /** Nothing is sent that could spend anything. Limits in ms: for the handshake, and for the whole. */
  probe(
    url: string,
    tls: TlsIdentity,
    limits: { readonly totalMs: number; readonly connectMs: number },
  ): Promise<Probe>;
}

export interface OperatorPorts extends Ports {
  readonly principals: OperatorPrincipals;
  readonly controls: OperatorControls;
  readonly vault: OperatorVault;
  readonly endpoints: Endpoints;
}

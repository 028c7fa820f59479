import { queryError, speaksQuery } from './query.ts';
import type { ServiceName } from './routing.ts';
import { type Answer, AwsError, errorAnswer } from './wire.ts';

/**
 * What goes wrong.
 * - `error`: an answer with an error, by default the service's own internal one (500, so the SDK retries it).
 * - `throttle`: 400 ThrottlingException (retried by the SDK, too).
 * - `hang`: never an answer; the caller's own time limit must end it.
 * - `drop`: the connection breaks and nothing was done.
 * - `drop-after`: the work is done, then the connection breaks: the caller cannot know that it landed.
 */
export type FaultKind = 'error' | 'throttle' | 'hang' | 'drop' | 'drop-after';

export interface Fault {
  readonly service: ServiceName;
  /** Absent: any operation of the service. */
  readonly operation?: string;
  readonly kind: FaultKind;
  /** How many requests it strikes; absent: until cleared. Each attempt of the SDK's own retries counts. */
  readonly remaining?: number;
  /** HTTP status of `error` and `throttle`. */
  readonly status?: number;
  /** Error code of `error` and `throttle`. */
  readonly errorType?: string;
}

/**
 * One fault for a service and operation at a time: a later one replaces it. To take a service down while everything
 * runs, `set({ service, kind: 'error' })` or `'hang'`; `clear(service)` brings it up again. A request that hangs
 * already is answered by neither.
 */
export interface Faults {
  set(fault: Fault): void;
  /** Everything, or what is set for one service. */
  clear(service?: ServiceName): void;
  /** What would strike now. */
  inForce(): Fault[];
}

export interface ArmedFaults extends Faults {
  /** The fault that strikes this request, if any: one that names the operation goes before one for the service. */
  take(service: ServiceName, operation: string): Fault | undefined;
}

const slot = (service: ServiceName, operation = '*'): string => `${service}.${operation}`;

export const armFaults = (initial: readonly Fault[] = []): ArmedFaults => {
  const armed = new Map<string, { fault: Fault; remaining: number }>();
  const set = (fault: Fault): void => {
    armed.set(slot(fault.service, fault.operation), {
      fault,
      remaining: fault.remaining ?? Number.POSITIVE_INFINITY,
    });
  };
  initial.forEach(set);
  return {
    set,
    clear(service) {
      for (const [key, { fault }] of armed)
        if (service === undefined || fault.service === service) armed.delete(key);
    },
    inForce: () => [...armed.values()].filter(({ remaining }) => remaining > 0).map(({ fault }) => fault),
    take(service, operation) {
      for (const key of [slot(service, operation), slot(service)]) {
        const entry = armed.get(key);
        if (!entry || entry.remaining <= 0) continue;
        entry.remaining -= 1;
        return entry.fault;
      }
      return undefined;
    },
  };
};

const INTERNAL_ERROR: Readonly<Record<ServiceName, string>> = {
  dynamodb: 'InternalServerError',
  secretsmanager: 'InternalServiceError',
  kms: 'KMSInternalException',
  events: 'InternalException',
  lambda: 'ServiceException',
  cloudformation: 'InternalFailure',
  sts: 'InternalFailure',
  sns: 'InternalError',
  sqs: 'InternalFailure',
};

export const faultAnswer = (fault: Fault): Answer => {
  const { service, kind, errorType, status } = fault;
  const error =
    kind === 'throttle'
      ? new AwsError(errorType ?? 'ThrottlingException', 'Rate exceeded', status ?? 400)
      : new AwsError(errorType ?? INTERNAL_ERROR[service], 'Injected by local/aws.', status ?? 500);
  return speaksQuery(service) ? queryError(service, error) : errorAnswer(error);
};

import type { Journal, Meter } from '../../lambdas/flow/ports.ts';

export interface Line {
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** A journal and a meter that remember. */
export class Recorder implements Journal, Meter {
  readonly lines: Line[] = [];
  runs = 0;
  rescues = 0;

  info(message: string, facts: Line['facts']): void {
    this.lines.push({ level: 'info', message, facts });
  }

  warn(message: string, facts: Line['facts']): void {
    this.lines.push({ level: 'warn', message, facts });
  }

  error(message: string, facts: Line['facts']): void {
    this.lines.push({ level: 'error', message, facts });
  }

  rescued(): void {
    this.rescues += 1;
  }

  providerLatency(): void {}

  publishLatency(): void {}

  run(): void {
    this.runs += 1;
  }
}

import { randomUUID } from 'node:crypto';
import type { Message } from './alarms/message.ts';

const MESSAGES_KEPT = 100;

/** A message, and the topic that sent it out. `at` in epoch ms. */
export type Sent = Message & { readonly topicArn: string; readonly at: number };

/** The topics of a stack, with the newest messages of all together: nobody is subscribed here. */
export class Topics {
  readonly #clock: () => number;
  readonly #arns = new Set<string>();
  #sent: readonly Sent[] = [];

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  add(arn: string): void {
    this.#arns.add(arn);
  }

  has(arn: string): boolean {
    return this.#arns.has(arn);
  }

  arns(): string[] {
    return [...this.#arns];
  }

  /** @returns the id of the message */
  publish(topicArn: string, { subject, text }: Message): string {
    this.#sent = [{ topicArn, subject, text, at: this.#clock() }, ...this.#sent].slice(0, MESSAGES_KEPT);
    return randomUUID();
  }

  /** Newest first. */
  sent(): readonly Sent[] {
    return this.#sent;
  }
}

import type { Command } from './programs.ts';

/** Where the suite finds the addresses of the emulators that run; one that does not is not in the environment. */
export const ADDRESS_OF = {
  dynamoDbLocal: 'DYNAMODB_LOCAL_URL',
  moto: 'MOTO_URL',
  ministack: 'MINISTACK_URL',
} as const;

/** For an emulator that runs functions. */
export interface Surroundings {
  /** The address at which its functions find AWS. */
  readonly functionsAsk: string;
  /** An empty folder, removed afterwards. */
  readonly scratch: string;
}

/** A stand-in for AWS that others wrote, in the version that is pinned here. */
export interface Emulator {
  readonly name: string;
  readonly version: string;
  readonly address: (typeof ADDRESS_OF)[keyof typeof ADDRESS_OF];
  /** What the machine must have, with the command that shows it and what that must print. */
  readonly needs: readonly { readonly what: string; readonly shownBy: Command; readonly as: RegExp }[];
  /** Commands that fill an empty folder, by the package client as this machine has it set up. */
  installIn(folder: string): readonly Command[];
  /** Starts it on a free port of loopback; it prints its address. */
  startFrom(folder: string, surroundings: Surroundings): Command | Promise<Command>;
}

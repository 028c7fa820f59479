import type { Addresses } from '../flow/aws-resources.ts';
import { type Bed, type BedOptions, openBed } from '../flow/bed.ts';
import { type Delivered, tapBus } from './bus-tap.ts';
import { ADDRESS_OF } from './emulators/emulator.ts';
import { TARGET } from './targets.ts';

/** One AWS that the suite runs on. */
export interface Environment {
  readonly name: string;
  open(options?: BedOptions): Promise<Bed>;
  /** @returns a function that reads what reached the bed's bus since */
  tap(bed: Bed): Promise<() => Promise<Delivered[]>>;
}

const {
  [ADDRESS_OF.dynamoDbLocal]: dynamoDbLocal,
  [ADDRESS_OF.moto]: moto,
  [ADDRESS_OF.ministack]: ministack,
} = process.env;

/** Addresses of the emulators that others wrote and our answers are compared with, as far as they run. */
export const independent: Addresses = {
  ...(dynamoDbLocal === undefined ? {} : { dynamo: dynamoDbLocal }),
  ...(moto === undefined ? {} : { secrets: moto, kms: moto, events: moto }),
};

const tapOurs = async (bed: Bed) => async () =>
  bed.aws.events().map(({ detailType, source, detail }) => ({ 'detail-type': detailType, source, detail }));

const at = (name: string, addresses: Addresses): Environment => ({
  name,
  open: (options) => openBed({ ...options, addresses }),
  tap: (bed) => (addresses.events === undefined ? tapOurs(bed) : tapBus(bed, addresses.events)),
});

export const environments: readonly Environment[] = [
  { name: TARGET.ours, open: openBed, tap: tapOurs },
  ...(Object.keys(independent).length > 0 ? [at(TARGET.dynamoDbLocalAndMoto, independent)] : []),
  ...(ministack === undefined
    ? []
    : [at(TARGET.ministack, { dynamo: ministack, secrets: ministack, kms: ministack, events: ministack })]),
];

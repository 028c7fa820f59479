import { type Bed, type BedOptions, openBed } from '../flow/bed.ts';
import { ADDRESS_OF } from './emulators/emulator.ts';
import { type Delivered, tapBus } from './moto-bus.ts';

/** One AWS that the suite runs on. */
export interface Environment {
  readonly name: string;
  open(options?: BedOptions): Promise<Bed>;
  /** @returns a function that reads what reached the bed's bus since */
  tap(bed: Bed): Promise<() => Promise<Delivered[]>>;
}

const { [ADDRESS_OF.dynamoDbLocal]: dynamoDbLocal, [ADDRESS_OF.moto]: moto } = process.env;

/** Addresses of the emulators that others wrote, as far as they run. */
export const independent = {
  ...(dynamoDbLocal === undefined ? {} : { dynamo: dynamoDbLocal }),
  ...(moto === undefined ? {} : { secrets: moto, kms: moto, events: moto }),
};

const tapOurs = async (bed: Bed) => async () =>
  bed.aws.events().map(({ detailType, source, detail }) => ({ 'detail-type': detailType, source, detail }));

const ours: Environment = { name: 'our endpoint', open: openBed, tap: tapOurs };

const theirs: Environment = {
  name: [dynamoDbLocal && 'DynamoDB Local', moto && 'moto'].filter(Boolean).join(' and '),
  open: (options) => openBed({ ...options, addresses: independent }),
  tap: (bed) => (moto === undefined ? tapOurs(bed) : tapBus(bed, moto)),
};

export const environments: readonly Environment[] = [
  ours,
  ...(Object.keys(independent).length > 0 ? [theirs] : []),
];

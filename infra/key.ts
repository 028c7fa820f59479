import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { Settings } from './settings.ts';

/**
 * The fleet's one key: it seals rows, and encrypts the tables and the published secrets.
 *
 * Without it neither a row nor a backup of one can be opened again, so it stays when the stack goes. Its alias
 * carries the fleet's id: a second stack of the same fleet in an account and Region then fails to deploy.
 */
export const createKey = (scope: Construct, { fleet, removalPolicy }: Settings): Key =>
  new Key(scope, 'Key', {
    alias: `alias/refresh-scheduler/${fleet}`,
    description: `Seals the grants and encrypts the tables and secrets of the fleet ${fleet}.`,
    enableKeyRotation: true,
    removalPolicy,
  });

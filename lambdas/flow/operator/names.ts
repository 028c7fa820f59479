import { PRINCIPAL_ID } from '../../contract.ts';
import { type Refused, refused } from './refused.ts';

const ALPHABET = 'Use 1 to 128 of A-Z a-z 0-9 . _ = @ + -';

/** Names that cannot be are not looked up, nor repeated in an answer: they may be something secret in the wrong place. */
export const unfitName = (field: 'principal_id' | 'app', name: string): Refused | undefined =>
  PRINCIPAL_ID.test(name) ? undefined : refused(field, ALPHABET);

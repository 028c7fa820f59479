import { expect, test } from '@jest/globals';
import { csvReader } from '../../cli/import/csv.ts';
import { WrongInputError } from '../../cli/input/wrong-input.ts';

const PLANTED = 'Zk3QmT8vLxW2-planted-9K';

test('a first line that names more columns than a call takes arguments is refused like any other', () => {
  const header = `${PLANTED}${',x'.repeat(125_000)}`;

  const reading = () => csvReader(header, 1);

  expect(reading).toThrow(WrongInputError);
  expect(reading).toThrow(/^FILE line 1: column 1 is none of principal_id, /);
  expect(reading).not.toThrow(PLANTED);
});

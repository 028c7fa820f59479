import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { HAS, runIn } from '../consuming/programs.ts';
import { type Bed, openBed } from './bed.ts';
import { awsEnvironment } from './empty-project.ts';

let bed: Bed;
beforeAll(async () => {
  bed = await openBed();
});
afterAll(() => bed.close());

const here = fileURLToPath(new URL('.', import.meta.url));
const EXAMPLES = fileURLToPath(new URL('../../examples', import.meta.url));

describe('the Python example for consumers', () => {
  (HAS.python ? test : test.skip)('behaves like the package (needs python3 with boto3)', async () => {
    const env = { ...awsEnvironment(bed.aws), PYTHONPATH: EXAMPLES, PYTHONDONTWRITEBYTECODE: '1' };

    const ended = await runIn(here, 'python3', ['behaviour.py', bed.bus], env);

    expect(ended.stderr).toMatch(/Ran 13 tests in .*\n\nOK/);
    expect(ended.exitCode).toBe(0);
    expect(bed.told('python-test_tells_and_waits_for_the_next')).toEqual([
      {
        source: 'refresh-scheduler.consumer',
        detailType: 'Token Rejected',
        detail: { principalId: 'python-test_tells_and_waits_for_the_next', generation: 1 },
      },
    ]);
    expect(bed.told('python-test_does_not_tell_of_what_never_was_good')).toHaveLength(1);
  });
});

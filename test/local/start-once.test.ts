import { describe, expect, test } from '@jest/globals';
import { LIMIT_MS, start, UNLUCKY } from './starting.ts';

describe('npm start -- --once', () => {
  test(
    'exits 0 in an environment full of AWS settings, and reaches none of them',
    async () => {
      const env = {
        AWS_PROFILE: 'production',
        AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
        AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:9',
        AWS_REGION: 'eu-west-1',
        AWS_ACCESS_KEY_ID: 'AKIAPRODUCTION',
      };

      const { code, stdout, left } = await start(['--once'], { env });

      expect({ code, left }).toEqual({ code: 0, left: [] });
      expect(stdout).toContain('home-1');
      expect(stdout).toMatch(/AWS endpoint, http:\/\/127\.0\.0\.1:\d+, ends now: npm start/);
    },
    LIMIT_MS,
  );

  test(
    'exits 1 and names a healthy principal that is not published',
    async () => {
      const { code, stderr } = await start(['--once'], { before: UNLUCKY });

      expect(code).toBe(1);
      expect(stderr).toContain('home-unlucky is healthy and not published: app-misconfigured');
    },
    LIMIT_MS,
  );

  test(
    'leaves nothing behind when it is ended while a round runs',
    async () => {
      const how = { stopAt: 'firing the schedule', stopWith: 'SIGINT' } as const;

      const { code, stderr, left } = await start(['--once'], how);

      expect({ code, left }).toEqual({ code: 130, left: [] });
      expect(stderr).toMatch(/ending\n$/);
    },
    LIMIT_MS,
  );
});

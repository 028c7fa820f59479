import { describe, expect, test } from '@jest/globals';
import { LIMIT_MS, start } from '../local/starting.ts';

describe('npm start', () => {
  test(
    'prints where the page is, and ends with it',
    async () => {
      const { stdout, left } = await start(['--port', '0', '--for', '9s']);

      const [, url = ''] = /in a browser: (http:\/\/127\.0\.0\.1:\d+\/)\n/.exec(stdout) ?? [];
      expect({ url, left }).toEqual({ url: expect.stringMatching(/^http/), left: [] });
      await expect(fetch(url)).rejects.toThrow('fetch failed');
    },
    LIMIT_MS,
  );

  test(
    'serves no page where none is wanted',
    async () => {
      const { stdout } = await start(['--port', '0', '--for', '3s', '--no-page']);

      expect(stdout).not.toContain('in a browser');
    },
    LIMIT_MS,
  );
});

import type { Account } from './accounts.ts';

/** User names name their account, as tokens do. */
export const usernameOf = ({ index }: Account): string => `u.${index}`;
export const passwordOf = ({ index }: Account): string => `password-${index}`;

const USERNAME = /\bu\.(\d+)\b/;

/** The index of the account that a text logs in. */
export const accountIn = (text: string): number | undefined => {
  const found = USERNAME.exec(text);
  return found ? Number(found[1]) : undefined;
};

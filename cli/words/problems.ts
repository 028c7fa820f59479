import type { Problem } from '../fleet/answers.ts';

/** `enrol home-1: grant.refresh_token: remedy` */
export const problemLines = (doing: string, about: string, problems: readonly Problem[]): string[] =>
  problems.map(({ field, remedy }) => `${[doing, about].join(' ').trim()}: ${field}: ${remedy}`);

/** What will soon stop working, beneath the line of what it concerns. */
export const warningLines = (warnings: readonly Problem[]): string[] =>
  warnings.map(({ field, remedy }) => `  warning: ${field}: ${remedy}`);

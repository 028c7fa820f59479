import type { Finding } from '../fleet/answers.ts';

const WORDS: Readonly<Record<Finding['result'], string>> = {
  ok: 'ok',
  warning: 'warning',
  failed: 'FAILED',
  'not-checked': 'not checked here',
};
const WIDTH = 10;

/** `FAILED    main: certificates: client_certificate ended on … What to do.` */
export const findingLine = ({ check, result, finding, remedy }: Finding): string =>
  result === 'not-checked'
    ? `${''.padEnd(WIDTH)}${check}: ${WORDS[result]}: ${finding}`
    : `${WORDS[result].padEnd(WIDTH)}${check}: ${finding}${remedy ? ` ${remedy}` : ''}`;

/** `9 ok, 1 warning, 0 failed, 2 not checked here` */
export const countsOf = (findings: readonly Finding[]): string =>
  (['ok', 'warning', 'failed', 'not-checked'] as const)
    .map((word) => `${findings.filter(({ result }) => result === word).length} ${WORDS[word].toLowerCase()}`)
    .join(', ');

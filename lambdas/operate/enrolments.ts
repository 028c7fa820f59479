import * as z from 'zod';
import { PRINCIPAL_ID } from '../contract.ts';
import { isObject } from '../core/protocols/body.ts';
import type { AppProblem } from '../core/protocols/protocol.ts';
import type { Enrolment } from '../flow/enrolment.ts';
import { must, problemsIn, text } from './fields.ts';
import { grant, grantOf } from './grants.ts';

const areTexts = (value: unknown): boolean =>
  isObject(value) && Object.values(value).every((one) => typeof one === 'string');

export const enrolmentFields = {
  principal_id: text,
  provider: text,
  app: text,
  grant,
  subject: text.optional(),
  labels: z.custom<Readonly<Record<string, string>>>(areTexts, must('be an object of texts')).optional(),
};
const enrolment = z.strictObject(enrolmentFields, must('be an object: a request to enrol'));

export const enrolmentOf = (asked: z.infer<typeof enrolment>): Enrolment => {
  const { principal_id: principalId, provider, app, subject, labels } = asked;
  return {
    principalId,
    provider,
    app,
    ...grantOf(asked.grant),
    ...(subject !== undefined && { subject }),
    ...(labels !== undefined && { labels }),
  };
};

/** One of many: what is wrong with it is told for it alone. */
export type EnrolmentReading =
  | { readonly ok: true; readonly enrolment: Enrolment }
  | { readonly ok: false; readonly principalId?: string; readonly problems: readonly AppProblem[] };

export const readEnrolment = (one: unknown): EnrolmentReading => {
  const parsed = enrolment.safeParse(one);
  if (parsed.success) return { ok: true, enrolment: enrolmentOf(parsed.data) };
  const id = isObject(one) ? one.principal_id : undefined;
  return {
    ok: false,
    ...(typeof id === 'string' && PRINCIPAL_ID.test(id) && { principalId: id }),
    problems: problemsIn(parsed.error),
  };
};

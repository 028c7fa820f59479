import {
  basicCredentials,
  type Credentials,
  mediaType,
  readForm,
  readJsonObject,
  type WireRequest,
} from '../http/wire.ts';

/** RFC 6749 section 3.2: no parameter twice, and one without a value counts as left out. */
export const readParameters = (request: WireRequest): Readonly<Record<string, string>> | undefined => {
  const form = readForm(request);
  const entries: [string, unknown][] = form
    ? [...form]
    : Object.entries((mediaType(request) === 'application/json' && readJsonObject(request.body)) || {});
  const names = entries.map(([name]) => name);
  if (entries.length === 0 || new Set(names).size < names.length) return undefined;
  if (entries.some(([, value]) => typeof value !== 'string')) return undefined;
  return Object.fromEntries(
    entries.map(([name, value]) => [name, String(value)]).filter(([, value]) => value),
  );
};

/** RFC 6749 section 2.3.1: user and password are form-encoded before they go into the Basic header. */
export const readClient = (request: WireRequest): Credentials | undefined => {
  const basic = basicCredentials(request);
  if (!basic) return undefined;
  const form = new URLSearchParams(`user=${basic.user}&password=${basic.password}`);
  return { user: form.get('user') ?? '', password: form.get('password') ?? '' };
};

/** RFC 6749 section 6: a refresh may narrow the scope, never widen it. */
export const exceeds = (asked: string, granted: string | undefined): boolean => {
  const words = granted?.split(' ') ?? [];
  return asked.split(' ').some((word) => !words.includes(word));
};

const TIME = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const SHORT = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const DATE = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });

/** The clock on the wall: `12:03:11`. */
export const clockText = (at: number): string => TIME.format(at);

/** `12:03`, for an axis on which seconds would be noise. */
export const shortClockText = (at: number): string => SHORT.format(at);

/** With the day, where it is another one than that of `now`: `2 Nov 12:03:11`. */
export const momentText = (at: number, now: number): string =>
  DATE.format(at) === DATE.format(now) ? clockText(at) : `${DATE.format(at)} ${clockText(at)}`;

/** For the attribute `datetime`. */
export const isoText = (at: number): string => new Date(at).toISOString();

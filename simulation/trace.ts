/** What happened to one principal, in order. */
export type Trace = (at: number, principalId: string, what: string) => void;

/** The same, now. Absent where nobody listens, so that nothing is put into words for nobody. */
export type Tell = (principalId: string, what: string) => void;

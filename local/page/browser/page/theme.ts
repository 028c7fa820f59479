/** Colours that a canvas needs by value, as the style sheet has them now. */
export interface Theme {
  readonly ground: string;
  readonly text: string;
  readonly quiet: string;
  readonly rule: string;
  /** Behind a time in which something was broken. */
  readonly shade: string;
  readonly font: string;
}

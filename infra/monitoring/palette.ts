import { Color } from 'aws-cdk-lib/aws-cloudwatch';

/** One meaning a colour, in every widget. */
export const PALETTE = {
  /** As it should be. */
  good: Color.GREEN,
  /** Somebody must act. */
  bad: Color.RED,
  /** Not yet bad: it waits, or comes near a limit. */
  late: Color.ORANGE,
  /** Neither good nor bad. */
  plain: Color.BLUE,
  other: Color.PURPLE,
  third: Color.BROWN,
  fourth: Color.PINK,
  /** At rest by intent. */
  quiet: Color.GREY,
} as const;

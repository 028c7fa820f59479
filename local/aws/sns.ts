import type { HostedStacks } from './hosted-stacks.ts';
import type { Service } from './operation.ts';
import { escapeXml, queryAnswer, queryError } from './query.ts';
import { AwsError, unknownOperation } from './wire.ts';

/** One line of printable ASCII, up to 100 signs, and it may not begin with a space. */
const SUBJECT = /^[!-~][ -~]{0,99}$/;
const MOST_BYTES = 262_144;
const TOPIC_ARN = /^arn:aws:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}(?:\.fifo)?$/;

/**
 * SNS as far as publishing goes: to the topics of the stacks that run now.
 *
 * @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
export const sns =
  (stacks: HostedStacks): Service =>
  ({ operation, body }) => {
    try {
      if (operation !== 'Publish') throw unknownOperation('sns', operation);
      const form = new URLSearchParams(body.toString());
      const id = publish(stacks, {
        topicArn: form.get('TopicArn') ?? form.get('TargetArn') ?? '',
        subject: form.get('Subject'),
        text: form.get('Message') ?? '',
      });
      return queryAnswer('sns', operation, `<MessageId>${escapeXml(id)}</MessageId>`);
    } catch (error) {
      if (error instanceof AwsError) return queryError('sns', error);
      throw error;
    }
  };

interface Published {
  readonly topicArn: string;
  readonly subject: string | null;
  readonly text: string;
}

/** @throws NotFound, InvalidParameter */
const publish = (stacks: HostedStacks, { topicArn, subject, text }: Published): string => {
  if (!TOPIC_ARN.test(topicArn)) throw invalid('TopicArn');
  if (text === '') throw invalid('Empty message');
  if (Buffer.byteLength(text) > MOST_BYTES) throw invalid('Message too long');
  if (subject !== null && !SUBJECT.test(subject)) throw invalid('Subject');
  const topic = stacks.topics().find(({ arn }) => arn === topicArn);
  if (!topic) throw new AwsError('NotFound', 'Topic does not exist', 404);
  // Where there is none, e-mail has a subject of its own.
  return topic.publish({ subject: subject ?? 'AWS Notification Message', text });
};

const invalid = (what: string): AwsError => new AwsError('InvalidParameter', `Invalid parameter: ${what}`);

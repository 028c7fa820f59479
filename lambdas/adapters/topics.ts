import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { Severity } from '../core/notices.ts';
import type { Notifier } from '../flow/notice-ports.ts';

/** Notices as messages of two SNS topics, by their ARNs. */
export const topics = (sns: SNSClient, arns: Readonly<Record<Severity, string>>): Notifier => ({
  async notify(severity, { subject, text }) {
    await sns.send(new PublishCommand({ TopicArn: arns[severity], Subject: subject, Message: text }));
  },
});

/** A notification as SNS puts it into a queue: the JSON of a message's body. */
type Envelope = {
  MessageId: string
  TopicArn: string
  Subject?: string
  Message: string
  Timestamp: string
  SignatureVersion?: string
  Signature?: string
  SigningCertURL?: string
  UnsubscribeURL?: string
  MessageAttributes?: Record<string, { Type: string; Value: string }>
}

/** The same notification as SNS hands it to a function: of the same content, by slightly other names. */
export function topicEvent(body: string, subscriptionArn: string): unknown {
  const envelope = JSON.parse(body) as Envelope
  const { SigningCertURL = '', UnsubscribeURL = '', SignatureVersion = '1', Signature = '' } = envelope
  return {
    Records: [
      {
        EventSource: 'aws:sns',
        EventVersion: '1.0',
        EventSubscriptionArn: subscriptionArn,
        Sns: {
          Type: 'Notification',
          MessageId: envelope.MessageId,
          TopicArn: envelope.TopicArn,
          Subject: envelope.Subject ?? null,
          Message: envelope.Message,
          Timestamp: envelope.Timestamp,
          SignatureVersion,
          Signature,
          SigningCertUrl: SigningCertURL,
          UnsubscribeUrl: UnsubscribeURL,
          MessageAttributes: envelope.MessageAttributes ?? {},
        },
      },
    ],
  }
}

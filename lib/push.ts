import { Stack } from 'aws-cdk-lib'
import { AnyPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { LambdaSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import type { Queue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import type { ChatFunction } from './chat-function.ts'
import type { Settings } from './settings.ts'
import { WorkQueue } from './work-queue.ts'

/** How often a push is tried: five times, three minutes apart. */
const TRIES = 5

/**
 * Pushing to devices through SNS's platform applications, which hold the credentials of APNs and FCM and are made
 * beside this stack. Without any, push is off: there is nothing here then, and functions are told so.
 */
export class Push extends Construct {
  readonly #applications: Settings['pushApplications']
  #work: WorkQueue | undefined

  constructor(scope: Construct, id: string, { pushApplications }: Settings) {
    super(scope, id)
    this.#applications = pushApplications
  }

  get isOn(): boolean {
    return this.#arns.length > 0
  }

  /** What of it is on, for who deploys. */
  get summary(): string {
    return (
      Object.keys(this.#applications).join(', ') ||
      'off; deploy with -c apnsApplication=… or -c fcmApplication=… (docs/runbook.md#push)'
    )
  }

  /** Does the work in a queue of its own; what is given up on lies in the queue that is returned. */
  publish(push: ChatFunction): Queue {
    push.allow(['sns:Publish'], ...this.#endpoints)
    push.tell('pushApplications', JSON.stringify(this.#applications))
    this.#work = new WorkQueue(this, 'Work', { to: push, tries: TRIES })
    return this.#work.givenUp
  }

  /** Tells a function what SNS says of devices, once the applications name the topic; its ARN. */
  listen(feedback: ChatFunction): string {
    const topic = new Topic(this, 'Events', { enforceSSL: true })
    // What a topic without a policy of its own allows to its account, SNS's own events among it.
    topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new AnyPrincipal()],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'AWS:SourceOwner': Stack.of(this).account } },
      }),
    )
    feedback.allow(['sns:GetEndpointAttributes'], ...this.#endpoints)
    feedback.tell('pushApplications', JSON.stringify(this.#applications))
    topic.addSubscription(new LambdaSubscription(feedback.lambda))
    return topic.topicArn
  }

  /** Lets a function register devices, and take them out. */
  grantRegister(to: ChatFunction): void {
    to.tell('pushApplications', JSON.stringify(this.#applications))
    if (!this.isOn) return
    to.allow(['sns:CreatePlatformEndpoint'], ...this.#arns)
    to.allow(['sns:SetEndpointAttributes', 'sns:DeleteEndpoint'], ...this.#endpoints)
  }

  /** Lets a function take devices off the push services. */
  grantUnregister(to: ChatFunction): void {
    to.tell('pushApplications', JSON.stringify(this.#applications))
    if (this.isOn) to.allow(['sns:DeleteEndpoint'], ...this.#endpoints)
  }

  /** Lets a function have people pushed to. */
  grantSend(to: ChatFunction): void {
    if (this.#work) this.#work.grantSend(to, 'pushQueue')
    else to.tell('pushQueue', '')
  }

  get #arns(): string[] {
    return Object.values(this.#applications)
  }

  /** Those of exactly these applications. */
  get #endpoints(): string[] {
    return this.#arns.map((arn) => `${arn.replace(':app/', ':endpoint/')}/*`)
  }
}

import type { PushEndpoints, Pusher } from '../ports.ts'

/** What SNS tells of an endpoint. */
type ApplicationEvent = {
  readonly EventType?: unknown
  readonly FailureType?: unknown
  readonly EndpointArn?: unknown
}

/** Failures that are the endpoint's: the app is gone from the device, or its token is another by now. */
const DEAD = ['InvalidPlatformToken', 'EndpointDisabled', 'EndpointNotFound']

/**
 * Takes out an endpoint that SNS says is gone, or whose app or token is. Anything else changes nothing: to take out a
 * good one would leave its device without pushes, and one that is missed here is found out by the next publish. What is
 * told may be old, and the app be back since: then the endpoint is on again.
 */
export async function learn(
  message: string,
  { pushEndpoints, pusher }: { readonly pushEndpoints: PushEndpoints; readonly pusher: Pick<Pusher, 'isOn'> },
): Promise<void> {
  const { EventType, FailureType, EndpointArn } = JSON.parse(message) as ApplicationEvent
  if (typeof EndpointArn !== 'string') return
  const isDead = EventType === 'DeliveryFailure' && DEAD.includes(String(FailureType))
  if (!isDead && EventType !== 'EndpointDeleted') return
  if (!(await pusher.isOn(EndpointArn))) await pushEndpoints.removeByAddress(EndpointArn)
}

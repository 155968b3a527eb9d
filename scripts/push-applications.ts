/** Push platforms as SNS calls them. */
export const PLATFORMS = ['APNS', 'APNS_SANDBOX', 'GCM'] as const

/** What the platform applications are called. */
export const APPLICATION = 'parley'

/** The account and region that emulators and the embedded runtime say they are. */
const arnOf = (platform: (typeof PLATFORMS)[number]) =>
  `arn:aws:sns:us-east-1:000000000000:app/${platform}/${APPLICATION}`

/**
 * The settings that turn push on where no push service is: what is pushed goes no further than the machine, and can be
 * looked at there.
 */
export const PUSH_APPLICATIONS = {
  apnsApplication: arnOf('APNS'),
  apnsSandboxApplication: arnOf('APNS_SANDBOX'),
  fcmApplication: arnOf('GCM'),
}

import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'

/** As what an object is served, whatever it was stored as. */
export type Served = { readonly type: string; readonly disposition: string }

/** An address under which an object can be fetched for so many seconds. */
export type Addressing = (key: string, served: Served, seconds: number) => Promise<string>

/** Addresses at S3 itself. */
export function signedByStorage(client: S3Client, bucket: string): Addressing {
  return (key, { type, disposition }, seconds) =>
    getSignedUrl(
      client,
      new GetObjectCommand({
        Bucket: bucket,
        Key: key,
        ResponseContentType: type,
        ResponseContentDisposition: disposition,
      }),
      { expiresIn: seconds },
    )
}

/** What a deployment with CloudFront before its bucket is told, as JSON: with which key it signs, and where that lies. */
export type Downloads = {
  readonly domain: string
  readonly keyPair: string
  /** Name of the secret that holds the private key, PEM. */
  readonly secret: string
}

/**
 * Addresses at CloudFront, which hands what is to be served on to S3. The key is fetched when the first address is asked
 * for; a function that fails to get it tries again with the next.
 */
export function signedForCloudFront(
  { domain, keyPair, secret }: Downloads,
  read: (secret: string) => Promise<string> = secretValue,
): Addressing {
  let fetching: Promise<string> | undefined
  const key = () => {
    fetching ??= read(secret).catch((error: unknown) => {
      fetching = undefined
      throw error
    })
    return fetching
  }

  return async (path, { type, disposition }, seconds) => {
    const [{ getSignedUrl: sign }, privateKey] = await Promise.all([
      import('@aws-sdk/cloudfront-signer'),
      key(),
    ])
    const served = { 'response-content-type': type, 'response-content-disposition': disposition }
    const query = Object.entries(served).map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    return sign({
      url: `https://${domain}/${path}?${query.join('&')}`,
      keyPairId: keyPair,
      privateKey,
      dateLessThan: new Date(Date.now() + seconds * 1000),
    })
  }
}

async function secretValue(name: string): Promise<string> {
  const { GetSecretValueCommand, SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager')
  const { SecretString } = await new SecretsManagerClient({}).send(
    new GetSecretValueCommand({ SecretId: name }),
  )
  if (!SecretString) throw new Error('The secret that downloads are signed with is empty.')
  return SecretString
}

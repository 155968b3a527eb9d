/** The credentials that functions get and that local services accept. They open nothing anywhere else. */
export const localCredentials = { accessKeyId: 'local', secretAccessKey: 'local' }

/** An error answer of an AWS JSON API; `name` is AWS's error code. */
class ApiError extends Error {
  constructor(code: string, message: string) {
    super(message)
    this.name = code
  }
}

export type JsonApi = (
  operation: string,
  input: object,
  signal?: AbortSignal,
) => Promise<Record<string, unknown>>

/**
 * A client for AWS's JSON protocols, far smaller than an SDK client; answers are the wire's own JSON.
 * Requests carry the shape of a signature, not a valid one: local engines read no more of it than key and region.
 */
export function jsonApi(url: string, targetPrefix: string, region: string): JsonApi {
  return async (operation, input, signal) => {
    const date = new Date().toISOString().replace(/[-:]|\.\d+/g, '')
    const scope = `${localCredentials.accessKeyId}/${date.slice(0, 8)}/${region}/local/aws4_request`
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `${targetPrefix}.${operation}`,
        'x-amz-date': date,
        authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
      },
      body: JSON.stringify(input),
      ...(signal && { signal }),
    })
    const answer = (await response.json()) as Record<string, unknown>
    if (response.ok) return answer
    const code = String(answer.__type ?? response.status)
      .split('#')
      .pop()!
    throw new ApiError(code, String(answer.message ?? answer.Message ?? `${operation} failed`))
  }
}

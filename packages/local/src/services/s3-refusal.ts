const STATUS: Record<string, number> = {
  AccessDenied: 403,
  AccessForbidden: 403,
  AuthorizationHeaderMalformed: 400,
  AuthorizationQueryParametersError: 400,
  BadDigest: 400,
  BadRequest: 400,
  EntityTooLarge: 400,
  EntityTooSmall: 400,
  IncompleteBody: 400,
  InvalidAccessKeyId: 403,
  InvalidArgument: 400,
  InvalidPolicyDocument: 400,
  MalformedPOSTRequest: 400,
  RequestTimeTooSkewed: 403,
  SignatureDoesNotMatch: 403,
}

/** An error as S3 words it; `detail` becomes further elements of the XML. */
export class S3Refusal extends Error {
  readonly code: string
  readonly detail: Record<string, string | number>

  constructor(
    code: keyof typeof STATUS & string,
    message: string,
    detail: Record<string, string | number> = {},
  ) {
    super(message)
    this.code = code
    this.detail = detail
  }

  get status(): number {
    return STATUS[this.code] ?? 500
  }

  toXml(): string {
    const elements = Object.entries({ Code: this.code, Message: this.message, ...this.detail })
    const body = elements.map(([name, value]) => `<${name}>${escapeXml(String(value))}</${name}>`).join('')
    return `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${body}</Error>`
  }
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escapeXml = (text: string) => text.replace(/[&<>"]/g, (character) => ENTITIES[character]!)

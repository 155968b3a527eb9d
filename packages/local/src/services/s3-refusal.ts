import { xmlDocument } from './xml.ts'

const STATUS = {
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
  InvalidPart: 400,
  InvalidPartOrder: 400,
  InvalidPolicyDocument: 400,
  InvalidRange: 416,
  InvalidRequest: 400,
  MalformedPOSTRequest: 400,
  MalformedXML: 400,
  MaxPostPreDataLengthExceeded: 400,
  NoSuchBucket: 404,
  NoSuchKey: 404,
  NoSuchUpload: 404,
  NotImplemented: 501,
  PreconditionFailed: 412,
  RequestTimeTooSkewed: 403,
  SignatureDoesNotMatch: 403,
  XAmzContentSHA256Mismatch: 400,
}

/** An error as S3 words it; `detail` becomes further elements of the XML. */
export class S3Refusal extends Error {
  readonly code: keyof typeof STATUS
  readonly detail: Record<string, string | number>

  constructor(code: keyof typeof STATUS, message: string, detail: Record<string, string | number> = {}) {
    super(message)
    this.code = code
    this.detail = detail
  }

  get status(): number {
    return STATUS[this.code]
  }

  toXml(): string {
    return xmlDocument('Error', { Code: this.code, Message: this.message, ...this.detail })
  }
}

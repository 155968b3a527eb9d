/** An error of the Cognito API; `code` is its `__type`. */
export class CognitoFault extends Error {
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

export const UNSUPPORTED = 'UnsupportedOperationException'

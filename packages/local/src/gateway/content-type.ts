const TEXT = /^(text\/.*|application\/(json|javascript|xml)|.*\+(json|xml))$/

/** Bodies of other types travel between the gateway and a function in base64, forms among them. */
export function isText(contentType: string | undefined): boolean {
  return contentType === undefined || TEXT.test(contentType.split(';')[0]!.trim().toLowerCase())
}

/** A promise to be kept by somebody else. May be left alone: a rejection nobody waits for is not reported as unhandled. */
export function ending<Result>(): PromiseWithResolvers<Result> {
  const end = Promise.withResolvers<Result>()
  end.promise.catch(() => {})
  return end
}

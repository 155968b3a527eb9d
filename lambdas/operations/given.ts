/** Fields that may be absent, but are not present without a value. */
export type Given<Fields> = { [Name in keyof Fields]: Exclude<Fields[Name], undefined> }

/** The fields that a request gives: one without a value is absent. */
export function given<Fields extends object>(fields: Fields): Given<Fields> {
  const values = Object.entries(fields).filter(([, value]) => value !== undefined)
  return Object.fromEntries(values) as Given<Fields>
}

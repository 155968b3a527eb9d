import type { Context } from '../context.ts'
import type { Properties } from '../properties.ts'

/** A resource of the template, running. */
export type Resource = {
  /** What `Ref` gives. */
  ref: string
  /** What `Fn::GetAtt` gives. */
  attributes: Record<string, unknown>
  /** Called when all resources have been created, in the order of their creation. */
  start?(): Promise<void> | void
  /** Called in reverse order. Bounded, and never throws because something is already gone. */
  stop?(): Promise<void>
}

/** What the file of a resource type exports as `create`. Properties come with their intrinsics resolved. */
export type Create = (
  logicalId: string,
  properties: Properties,
  context: Context,
) => Resource | Promise<Resource>

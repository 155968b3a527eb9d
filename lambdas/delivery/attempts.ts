import type { ConversationId } from '@parley/domain'
import { logFault } from '../edge/log-fault.ts'
import { settleAll } from '../parallel.ts'

type About = { readonly conversation: ConversationId }
type Done<Item, Result> = { readonly item: Item; readonly result: Result }

/**
 * The steps of one delivery. What fails is logged, and its conversation noted as unfinished; everything else
 * goes on, in that conversation too.
 */
export class Attempts {
  readonly unfinished = new Set<ConversationId>()

  /** Runs a step for every item, at most `atOnce` at a time: those that went through, in order. */
  async each<Item extends About, Result>(
    items: readonly Item[],
    atOnce: number,
    step: (item: Item) => Promise<Result>,
  ): Promise<Done<Item, Result>[]> {
    const results = await settleAll(items, atOnce, step)
    return results.flatMap((result, index) => {
      const item = items[index]!
      if (result.status === 'fulfilled') return [{ item, result: result.value }]
      this.#failed(item, result.reason)
      return []
    })
  }

  /** Runs a step that all the items share; undefined if it failed, for all of them then. */
  async together<Item extends About, Result>(
    items: readonly Item[],
    step: (items: readonly Item[]) => Promise<Result>,
  ): Promise<Result | undefined> {
    if (items.length === 0) return undefined
    try {
      return await step(items)
    } catch (error) {
      for (const item of items) this.#failed(item, error)
      return undefined
    }
  }

  #failed({ conversation }: About, reason: unknown): void {
    if (!this.unfinished.has(conversation)) logFault(reason)
    this.unfinished.add(conversation)
  }
}

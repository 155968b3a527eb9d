import { ParleyError } from '../src/error.ts'
import type { Storage } from '../src/index.ts'

/** One client's life: how many more writes and answers it is given. */
export type Life = { isOver: boolean; writes: number; requests: number }

export function newLife(): Life {
  return { isOver: false, writes: Number.POSITIVE_INFINITY, requests: Number.POSITIVE_INFINITY }
}

/** A storage that keeps nothing any more once its client is dead; it dies before a write. */
export function mortal(inner: Storage, life: Life): Storage {
  return {
    ...inner,
    write: async (changes) => {
      life.isOver ||= --life.writes < 0
      if (life.isOver) throw new ParleyError('STORAGE_FAILED')
      await inner.write(changes)
    },
  }
}

import { Construct } from 'constructs'
import { THUMBNAIL_TRIES } from '../lambdas/rules.ts'
import { ChatFunction } from './chat-function.ts'
import type { Settings } from './settings.ts'
import { WorkQueue } from './work-queue.ts'

/**
 * Makes images small. What decodes strangers' files has a function of its own, and of permissions only its queue and
 * the pictures: it sees no table, no message and no person. The store grants it the objects.
 */
export class Thumbnails extends Construct {
  readonly function: ChatFunction
  readonly work: WorkQueue

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id)
    // An image of 64 million pixels lies in memory as up to 256 MB, and its resizing beside it.
    this.function = new ChatFunction(this, 'Function', {
      entry: 'thumbnail',
      settings,
      timeout: 30,
      memory: 1_536,
    })
    this.work = new WorkQueue(this, 'Work', { to: this.function, tries: THUMBNAIL_TRIES })
  }
}

import type { Media } from '@parley/client'
import { length } from '../times.ts'
import { plainName } from './file-names.ts'

/** What a picture or video is called that is opened by a click; how long it is, is part of what is seen of it. */
export function pictureLabel({ kind, name, duration }: Media): string {
  const isVideo = kind === 'video'
  const long = isVideo && duration !== undefined && length(duration)
  return [isVideo ? 'Open video' : 'Open photo', name && plainName(name, ''), long].filter(Boolean).join(' ')
}

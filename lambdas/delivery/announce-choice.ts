import type { AnyEvent } from '@parley/protocol'
import { wireRow } from '../conversation/wire-row.ts'
import type { ChoiceNews, SettingsNews } from './announcement.ts'
import type { Delivery } from './delivery.ts'
import { postTo } from './post-to.ts'

/**
 * What a person has chosen, for a conversation or for its account, goes to all its devices but the one on which
 * it did. It is in the inbox, or in the settings, before: a device that is not there now finds it when it syncs.
 */
export async function announceChoice(news: ChoiceNews | SettingsNews, world: Delivery): Promise<void> {
  const sockets = await world.sockets.liveOf([news.user])
  const frame = JSON.stringify(eventOf(news, world.now()))
  await Promise.all(
    sockets.filter(({ device }) => device !== news.device).map((socket) => postTo(socket, [frame], world)),
  )
}

function eventOf(news: ChoiceNews | SettingsNews, now: number): AnyEvent {
  return news.type === 'choice'
    ? { event: 'inbox', row: wireRow(news.row, now) }
    : { event: 'settings', settings: news.settings }
}

import { CLIENT_ID, DEVICE_ID, USER_ID } from '@parley/domain'
import * as z from 'zod/mini'

/**
 * The shapes that several frames and bodies share, named in the generated documents as here. All objects
 * are closed: an unknown field is refused. Lengths of strings are in code points.
 */
export const position = z
  .int()
  .check(z.minimum(0), z.describe('A position of a log; 0 is before the first entry.'))
export const entrySeq = z.int().check(z.minimum(1))
export const frameId = z.string().check(z.regex(/^[A-Za-z0-9_-]{1,32}$/))
export const conversationId = z.string().check(z.minLength(4), z.maxLength(80), z.regex(/^[a-z0-9_]+$/))
export const inviteCode = z.string().check(z.maxLength(80), z.regex(/^[a-z0-9_]+\.[A-Za-z0-9_-]+$/))
export const clientId = z.string().check(z.regex(CLIENT_ID))
export const deviceId = z.string().check(z.regex(DEVICE_ID))
export const userId = z.string().check(z.regex(USER_ID))
export const handle = z.string().check(z.regex(/^[a-z][a-z0-9_.]{2,29}$/))
/** Of a person, a device or a group. */
export const displayName = z.string().check(
  z.minLength(1),
  z.maxLength(100),
  z.refine((name) => name.isWellFormed() && name.trim() !== ''),
)
export const password = z.string().check(z.minLength(10), z.maxLength(256))
/** The domain judges length and form, and names the fault; here is only the end of all patience. */
export const text = z
  .string()
  .check(z.maxLength(200_000), z.describe('1 to 100,000 Unicode code points, without lone surrogates.'))

export const head = z.strictObject({ seq: position, n: position })
export const watermark = z.strictObject({ delivered: position, read: position })
/** SHA-256 of a file or of a part of one, base64. */
export const checksum = z.string().check(z.regex(/^[A-Za-z0-9+/]{43}=$/))
export const mediaId = z.string().check(z.regex(/^[0-9a-z]{25}$/))
export const about = z.string().check(
  z.maxLength(500),
  z.refine((text) => text.isWellFormed()),
)
/** What others see of a person. Whose account was deleted has neither handle nor name. */
export const profile = z.strictObject({
  user: userId,
  handle: z.string(),
  name: z.string(),
  about: z.optional(z.string()),
  /** A media id; `getPicture` fetches it. Absent for who has none, or does not show it to this reader. */
  picture: z.optional(mediaId),
  deleted: z.optional(z.boolean()),
})
/** What one sees of oneself. */
export const ownProfile = z.extend(profile, {
  email: z.optional(z.string()),
  phone: z.optional(z.string()),
})
export const contact = z.strictObject({
  user: userId,
  /** What one calls that person oneself. */
  name: z.optional(z.string()),
})

export const role = z.enum(['owner', 'admin', 'member'])
export const historyRule = z.enum(['joined', 'all'])
/** One grapheme a person would call an emoji, or a few code points of one. */
export const emoji = z.string().check(z.minLength(1), z.maxLength(32), z.regex(/^\S+$/u))
export const description = z.string().check(
  z.maxLength(2_000),
  z.refine((text) => text.isWellFormed()),
)
export const picture = z
  .string()
  .check(z.maxLength(512), z.describe('A reference that the app resolves; empty for none.'))
/** Seconds from a minute to a year; 0 for never. */
export const disappearAfter = z.int().check(
  z.minimum(0),
  z.maximum(366 * 86_400),
  z.refine((seconds) => seconds === 0 || seconds >= 5),
)

/** What a conversation can be set to; what is absent stays. */
export const conversationSettings = z.strictObject({
  title: z.optional(displayName),
  description: z.optional(description),
  picture: z.optional(picture),
  history: z.optional(historyRule),
  disappearAfter: z.optional(disappearAfter),
})

export const mediaKind = z.enum(['image', 'video', 'audio', 'voice', 'document'])

/**
 * A file that a message brings along: what its device said of it, as far as the server found that to be true.
 * `type` is the media type found in the file itself.
 */
export const media = z.strictObject({
  media: mediaId,
  kind: mediaKind,
  type: z.string(),
  bytes: z.int(),
  name: z.optional(z.string()),
  /** Pixels. */
  width: z.optional(z.int()),
  height: z.optional(z.int()),
  /** Milliseconds. */
  duration: z.optional(z.int()),
  /** Of a voice message: loudness from 0 to 100, evenly over its duration. */
  waveform: z.optional(z.array(z.int())),
  /** A picture of a few pixels as a data URL, to be shown until the thumbnail is there. */
  blur: z.optional(z.string()),
})

/** What happened to the conversation itself. `type` says what; who did it is the entry's `from`. */
export const change = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('created'),
    title: displayName,
    description: z.optional(description),
    picture: z.optional(picture),
    members: z.array(userId),
    history: historyRule,
  }),
  z.strictObject({ type: z.literal('added'), users: z.array(userId) }),
  z.strictObject({ type: z.literal('joined') }),
  z.strictObject({ type: z.literal('removed'), user: userId }),
  z.strictObject({ type: z.literal('left'), owner: z.optional(userId) }),
  z.strictObject({ type: z.literal('role'), user: userId, role }),
  z.strictObject({ type: z.literal('settings'), settings: conversationSettings }),
  z.strictObject({ type: z.literal('pinned'), target: entrySeq }),
  z.strictObject({ type: z.literal('unpinned'), target: entrySeq }),
])

/**
 * One position of a conversation's log, as every device gets it. `kind` says which of the optional fields there
 * are: `text` and `preview` with `long` are what a message says, or what an `edit` of its `target` makes it say.
 * A message that was edited, deleted or reacted to since comes as it is now: `edited` is the position of its
 * last edit; the entries that did so are in the log as well, and taking them again changes nothing.
 */
export const entry = z.strictObject({
  seq: entrySeq,
  n: position,
  at: z.int(),
  from: userId,
  device: deviceId,
  clientId,
  kind: z.enum(['text', 'long-text', 'deleted', 'edit', 'deletion', 'reaction', 'change']),
  text: z.optional(z.string()),
  preview: z.optional(z.string()),
  long: z.optional(z.strictObject({ chars: z.int(), bytes: z.int(), sha256: z.string() })),
  reply: z.optional(entrySeq),
  mentions: z.optional(z.array(userId)),
  forwarded: z.optional(z.boolean()),
  media: z.optional(media),
  /** When it disappears, milliseconds since the epoch, by the server's clock. */
  expires: z.optional(z.int()),
  edited: z.optional(entrySeq),
  reactions: z.optional(z.record(userId, emoji)),
  /** What an edit, a deletion or a reaction is about. */
  target: z.optional(entrySeq),
  /** Absent in a reaction that takes the one before back. */
  emoji: z.optional(emoji),
  change: z.optional(change),
})

/** What one person has chosen for one conversation. The higher `version` holds. */
export const chatSettings = z.strictObject({
  version: position,
  /** Until when, milliseconds since the epoch; absent if not muted. */
  mutedUntil: z.optional(z.int()),
  archived: z.optional(z.boolean()),
  /** Since when it is kept on top, milliseconds since the epoch. */
  pinnedAt: z.optional(z.int()),
  markedUnread: z.optional(z.boolean()),
  draft: z.optional(z.string()),
  /** Up to which position the chat was deleted for oneself. */
  clearedUpTo: z.optional(position),
  /** In a direct conversation: the other one is blocked. */
  blocked: z.optional(z.boolean()),
})

/** A conversation as one of its members sees it in its inbox. */
export const inboxRow = z.strictObject({
  conversation: conversationId,
  head,
  at: z.int(),
  from: z.optional(userId),
  preview: z.optional(z.string()),
  /** Position of the message that `preview` is of: what becomes of that one becomes of its preview. */
  shows: z.optional(entrySeq),
  /** What kind of file the last message brought along; its preview may then be empty. */
  media: z.optional(mediaKind),
  /** A group's. */
  title: z.optional(z.string()),
  mine: watermark,
  /** The other side's, in a direct conversation. */
  peer: watermark,
  unread: position,
  /** What `unread` follows from: countable messages up to `mine.read`, and countable positions behind it that are not to be read. */
  readN: position,
  skip: z.array(entrySeq),
  /** Unread messages that mention one. */
  mentions: z.array(entrySeq),
  settings: chatSettings,
  /** When this person last starred or hid one of its messages, milliseconds since the epoch; see `listMarks`. */
  marked: z.optional(z.int()),
  /** Own messages that the server could not bring to everybody. */
  undelivered: z.array(entrySeq),
  /** Too large a group to be told of every message here: its log is to be looked at. */
  large: z.optional(z.boolean()),
})

export const audience = z.enum(['everyone', 'contacts', 'nobody'])
/** Minutes after midnight in a time zone of the IANA database; from later than to goes over midnight. */
export const quietHours = z.strictObject({
  from: z.int().check(z.minimum(0), z.maximum(1439)),
  to: z.int().check(z.minimum(0), z.maximum(1439)),
  zone: z.string().check(z.maxLength(64)),
})

/** What one person has chosen for the whole account. */
export const accountSettings = z.strictObject({
  /** Who is told how far one has read; who hides it from everybody is not told either. */
  readReceipts: audience,
  /** Who may hear when one is and was online; who hides it from everybody hears of nobody. */
  lastSeen: audience,
  /** Who may see one’s picture. */
  picture: audience,
  /** Who may find one by one’s handle; conversations there are stay. */
  findable: audience,
  /** Whether pushes say what was written, and by whom. */
  pushPreviews: z.boolean(),
  /** When pushes come without a sound. */
  quietHours: z.optional(quietHours),
})

/** Whether a person has the app in use. Nothing but `user` for who hides that, or was never seen. */
export const presence = z.strictObject({
  user: userId,
  online: z.optional(z.boolean()),
  /** When last seen, milliseconds since the epoch by the server's clock. */
  seen: z.optional(z.int()),
})

export const member = z.strictObject({ user: userId, role, since: position })

/** A conversation itself, as of the entry at `version`. */
export const conversationView = z.strictObject({
  conversation: conversationId,
  version: position,
  title: z.string(),
  description: z.string(),
  picture: z.string(),
  history: historyRule,
  disappearAfter: z.int(),
  pins: z.array(entrySeq),
  members: z.array(member),
  large: z.boolean(),
})

export type WireEntry = z.infer<typeof entry>
export type WireChange = z.infer<typeof change>
export type WireInboxRow = z.infer<typeof inboxRow>
export type WireChatSettings = z.infer<typeof chatSettings>
export type WireAccountSettings = z.infer<typeof accountSettings>
export type WireConversation = z.infer<typeof conversationView>
export type WireProfile = z.infer<typeof profile>
export type WireOwnProfile = z.infer<typeof ownProfile>
export type WireContact = z.infer<typeof contact>
export type WireMedia = z.infer<typeof media>
export type WirePresence = z.infer<typeof presence>
export type WireAudience = z.infer<typeof audience>

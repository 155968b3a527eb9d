/** Limits of the wire, each in the unit its name says. Those of API Gateway are fixed and cannot be raised. */
export const WIRE_VERSION = 1

/** API Gateway closes a socket that sends a larger frame with 1009. */
export const MAX_FRAME_BYTES = 32 * 1024
export const MAX_JSON_DEPTH = 8
export const MAX_JSON_KEYS = 1_000
export const MAX_BODY_BYTES = 1024 * 1024

export const HISTORY_PAGE_DEFAULT = 50
export const HISTORY_PAGE_MAX = 200
export const SYNC_PAGE_MAX = 500
export const RECEIPTS_PER_FRAME = 50
export const MENTIONS_PER_MESSAGE = 50
export const EDITS_PER_MESSAGE = 50
export const MEMBERS_PER_REQUEST = 500
export const INVITES_PER_CONVERSATION = 20
export const PROFILES_PER_REQUEST = 100
export const MAX_DRAFT_CHARS = 2_000
export const MARKS_PAGE_MAX = 500

/** Frames that are no frames, within `BAD_FRAME_WINDOW_MS`, after which a socket is closed. */
export const BAD_FRAMES_ALLOWED = 10
export const BAD_FRAME_WINDOW_MS = 60_000

export const TICKET_LIFE_MS = 30_000
export const DEVICES_PER_USER = 20
export const CONTACTS_PER_USER = 5_000
export const CONTACTS_PAGE_MAX = 500

/** People whose presence one socket may hear of at a time; it asks again before `WATCH_LIFE_MS` is over. */
export const WATCHED_PER_SOCKET = 100
export const WATCH_LIFE_MS = 15 * 60_000
/** At most one typing notice in this time a conversation and device goes further; a notice is good for twice that. */
export const TYPING_EVERY_MS = 3_000

/** Larger files go up in parts of this size (the last may be smaller). */
export const MEDIA_PART_BYTES = 8 * 1024 * 1024
/** The most that a deployment can allow for one file. */
export const MEDIA_BYTES_MAX = 2 * 1024 * 1024 * 1024
export const UPLOAD_LIFE_MS = 15 * 60_000
export const DOWNLOAD_LIFE_MS = 15 * 60_000
export const WAVEFORM_SAMPLES_MAX = 64
export const FILE_NAME_CHARS_MAX = 255

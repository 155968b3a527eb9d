declare const brand: unique symbol
/** 25 of base 36: 128 bits from whose device announced it under which client id. */
export type MediaId = string & { readonly [brand]: 'MediaId' }
export const MEDIA_ID = /^[0-9a-z]{25}$/

export type MediaKind = 'image' | 'video' | 'audio' | 'voice' | 'document'

/** A file that a message brings along, as its entry holds it. */
export type Media = {
  readonly media: MediaId
  readonly kind: MediaKind
  /** The media type that was found in the file. */
  readonly type: string
  readonly bytes: number
  readonly name?: string
  /** Pixels. */
  readonly width?: number
  readonly height?: number
  /** Milliseconds. */
  readonly duration?: number
  /** Loudness from 0 to 100, evenly over the duration. */
  readonly waveform?: readonly number[]
  /** A data URL of a few pixels. */
  readonly blur?: string
}

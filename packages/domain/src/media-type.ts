/**
 * What kinds of pictures, films and sounds there may be, told by a file's first bytes: the closed list of what is ever
 * shown inside a page. What is in no row is a document at best, whatever it calls itself: so is all that can bear script
 * (HTML, SVG, XML, PDF). A file that is also something else further on is served under the type found here and no other.
 */
type Format = {
  readonly is: (file: Beginning) => boolean
  /** The type of a picture, a film or a sound in this format; a container may hold a film or a sound only. */
  readonly image?: string
  readonly video?: string
  readonly audio?: string
}

/** So many bytes say what a file is. */
export const SNIFFED_BYTES = 4_096

class Beginning {
  readonly #bytes: Uint8Array

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes.subarray(0, SNIFFED_BYTES)
  }

  byte(at: number): number {
    return this.#bytes[at] ?? -1
  }

  has(at: number, ...bytes: readonly number[]): boolean {
    return bytes.every((byte, index) => this.byte(at + index) === byte)
  }

  says(at: number, ascii: string): boolean {
    return this.has(at, ...[...ascii].map((char) => char.charCodeAt(0)))
  }

  holds(ascii: string): boolean {
    return Array.from(this.#bytes, (_, at) => at).some((at) => this.says(at, ascii))
  }

  /** The brands of an ISO base media file: its own, then those that it is compatible with. */
  brands(): string[] {
    const size = this.byte(0) === 0 && this.byte(1) === 0 ? this.byte(2) * 256 + this.byte(3) : 0
    if (!this.says(4, 'ftyp') || size < 16 || size % 4 !== 0) return []
    const end = Math.min(size, this.#bytes.length)
    const at = (index: number) => String.fromCharCode(...this.#bytes.subarray(index, index + 4))
    const compatible = Array.from({ length: Math.max(0, end - 16) >> 2 }, (_, index) => at(16 + 4 * index))
    return [at(8), ...compatible]
  }

  /** The first header of an EBML file says what kind of document it is. */
  isWebM(): boolean {
    return (
      this.has(0, 0x1a, 0x45, 0xdf, 0xa3) &&
      new Beginning(this.#bytes.subarray(0, 64)).holds('\x42\x82\x84webm')
    )
  }
}

const brandedBy =
  (...brands: readonly string[]) =>
  (file: Beginning) =>
    brands.includes(file.brands()[0] ?? '')
/** A picture may bear a general brand of its own, and say what it is among those that it is compatible with. */
const pictureBy =
  (...brands: readonly string[]) =>
  (file: Beginning) => {
    const [own = '', ...others] = file.brands()
    return brands.includes(own) || (GENERAL.includes(own) && others.some((brand) => brands.includes(brand)))
  }
const GENERAL = ['mif1', 'msf1', 'miaf']
const HEIC = ['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx']
const FILMS = ['isom', 'iso2', 'iso4', 'iso5', 'iso6', 'mp41', 'mp42', 'avc1', 'dash', 'M4V ', 'MSNV', 'mmp4']

const FORMATS: readonly Format[] = [
  { is: (file) => file.has(0, 0xff, 0xd8, 0xff), image: 'image/jpeg' },
  { is: (file) => file.has(0, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a), image: 'image/png' },
  { is: (file) => file.says(0, 'GIF87a') || file.says(0, 'GIF89a'), image: 'image/gif' },
  { is: (file) => file.says(0, 'RIFF') && file.says(8, 'WEBP'), image: 'image/webp' },
  { is: pictureBy('avif', 'avis'), image: 'image/avif' },
  { is: pictureBy(...HEIC), image: 'image/heic' },
  { is: brandedBy('M4A ', 'M4B '), audio: 'audio/mp4' },
  { is: brandedBy('qt  '), video: 'video/quicktime' },
  { is: brandedBy('3gp4', '3gp5', '3gp6', '3gp7'), video: 'video/3gpp', audio: 'audio/3gpp' },
  { is: brandedBy(...FILMS), video: 'video/mp4', audio: 'audio/mp4' },
  { is: (file) => file.isWebM(), video: 'video/webm', audio: 'audio/webm' },
  { is: (file) => file.says(0, 'OggS') && file.byte(4) === 0, audio: 'audio/ogg' },
  { is: (file) => file.says(0, 'RIFF') && file.says(8, 'WAVE'), audio: 'audio/wav' },
  { is: (file) => file.says(0, 'fLaC'), audio: 'audio/flac' },
  { is: (file) => file.byte(0) === 0xff && (file.byte(1) & 0xf6) === 0xf0, audio: 'audio/aac' },
  { is: isMp3, audio: 'audio/mpeg' },
]

/** A frame of layer III, or the tag that stands before the first. */
function isMp3(file: Beginning): boolean {
  if (file.says(0, 'ID3')) return file.byte(3) >= 2 && file.byte(3) <= 4
  const [isFrame, isLayer3] = [
    file.byte(0) === 0xff && (file.byte(1) & 0xe0) === 0xe0,
    (file.byte(1) & 0x06) === 2,
  ]
  const [version, rate, sampling] = [file.byte(1) & 0x18, file.byte(2) & 0xf0, file.byte(2) & 0x0c]
  return isFrame && isLayer3 && version !== 0x08 && rate !== 0xf0 && rate !== 0 && sampling !== 0x0c
}

export type Shown = 'image' | 'video' | 'audio'

/** The media type of a picture, film or sound, by how its file begins; undefined for what is none that is allowed. */
export function typeFound(as: Shown, beginning: Uint8Array): string | undefined {
  const file = new Beginning(beginning)
  return FORMATS.find(({ is }) => is(file))?.[as]
}

const TYPES = {
  image: typesOf('image'),
  video: typesOf('video'),
  audio: typesOf('audio'),
} as const

function typesOf(as: Shown): ReadonlySet<string> {
  return new Set(FORMATS.flatMap((format) => format[as] ?? []))
}

/** Whether a type is one that such a file can turn out to have. */
export function isTypeOf(as: Shown, type: string): boolean {
  return TYPES[as].has(type)
}

/** How an image is looked at: how much larger than it fits, and how far from the middle, in CSS pixels. */
export type Zoom = { readonly scale: number; readonly x: number; readonly y: number }
/** Half the width and height of the place it is looked at in. */
export type Half = { readonly width: number; readonly height: number }

export const WHOLE: Zoom = { scale: 1, x: 0, y: 0 }
const SCALE_MAX = 8

/** Larger or smaller by a factor, so that the point (from the middle) stays where it is. */
export function zoomed(
  { scale, x, y }: Zoom,
  factor: number,
  point: { x: number; y: number },
  half: Half,
): Zoom {
  const next = Math.min(SCALE_MAX, Math.max(1, scale * factor))
  const by = next / scale
  return held({ scale: next, x: point.x - (point.x - x) * by, y: point.y - (point.y - y) * by }, half)
}

/** Moved by so many pixels, not beyond its edges. */
export function panned({ scale, x, y }: Zoom, right: number, down: number, half: Half): Zoom {
  return held({ scale, x: x + right, y: y + down }, half)
}

function held({ scale, x, y }: Zoom, { width, height }: Half): Zoom {
  const within = (value: number, most: number) => Math.min(most, Math.max(-most, value)) || 0
  return { scale, x: within(x, width * (scale - 1)), y: within(y, height * (scale - 1)) }
}

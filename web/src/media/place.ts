const WIDTH_MAX = 320
const HEIGHT_MAX = 360
const SIDE_MIN = 96

/** How large an image is shown among messages: in its own shape, unless that would be a thread. In CSS pixels. */
export function placeFor(width = 320, height = 240): { readonly width: number; readonly height: number } {
  const scale = Math.min(1, WIDTH_MAX / width, HEIGHT_MAX / height)
  const least = (pixels: number, most: number) =>
    Math.min(most, Math.max(SIDE_MIN, Math.round(pixels * scale)))
  return { width: least(width, WIDTH_MAX), height: least(height, HEIGHT_MAX) }
}

/** Which square of an image is taken: its middle as a share of the image, and how much larger it is shown than it must be. */
export type Crop = { readonly x: number; readonly y: number; readonly zoom: number }
export type Size = { readonly width: number; readonly height: number }

export const CENTRED: Crop = { x: 0.5, y: 0.5, zoom: 1 }
export const ZOOM_MAX = 4

/** The square in pixels of the image: always inside it. */
export function squareOf(
  { x, y, zoom }: Crop,
  { width, height }: Size,
): { left: number; top: number; side: number } {
  const side = Math.min(width, height) / within(zoom, 1, ZOOM_MAX)
  return {
    left: within(x * width - side / 2, 0, width - side),
    top: within(y * height - side / 2, 0, height - side),
    side,
  }
}

/** Moved by so much of what is seen; it stops at the edges. */
export function moved(crop: Crop, image: Size, right: number, down: number): Crop {
  const { left, top, side } = squareOf(crop, image)
  const to = {
    ...crop,
    x: (left + side / 2 + right * side) / image.width,
    y: (top + side / 2 + down * side) / image.height,
  }
  const square = squareOf(to, image)
  return {
    zoom: crop.zoom,
    x: (square.left + square.side / 2) / image.width,
    y: (square.top + square.side / 2) / image.height,
  }
}

function within(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value))
}

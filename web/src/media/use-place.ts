import { type RefObject, useLayoutEffect, useRef } from 'react'
import { placeFor } from './place.ts'

/** Gives an element the size in which an image is shown, before there is anything of it. */
export function usePlace<Box extends HTMLElement>({
  width,
  height,
}: {
  readonly width?: number | undefined
  readonly height?: number | undefined
}): RefObject<Box | null> {
  const box = useRef<Box>(null)
  useLayoutEffect(() => {
    if (!box.current) return
    const place = placeFor(width, height)
    box.current.style.width = `${place.width}px`
    box.current.style.aspectRatio = `${place.width} / ${place.height}`
  }, [width, height])
  return box
}

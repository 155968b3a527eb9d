import { type PointerEvent, useEffect, useRef, useState } from 'react'
import { type Half, panned, WHOLE, type Zoom, zoomed } from './zoom.ts'

const DOUBLE_CLICK = 2.5
const WHEEL = 0.002

/**
 * Looking closely at an image: by wheel, two fingers, double click and keys; dragged when it is larger than its place.
 * `view` is the place, `subject` what is made larger in it.
 */
export function useZoom() {
  const view = useRef<HTMLDivElement>(null)
  const subject = useRef<HTMLImageElement>(null)
  const [zoom, setZoom] = useState<Zoom>(WHOLE)
  const fingers = useRef(new Map<number, { x: number; y: number }>())

  useEffect(() => {
    if (!subject.current) return
    subject.current.style.transform = `translate(${zoom.x}px, ${zoom.y}px) scale(${zoom.scale})`
  }, [zoom])
  useEffect(() => {
    const box = view.current
    const onWheel = (event: WheelEvent) => {
      event.preventDefault()
      by(Math.exp(-event.deltaY * WHEEL), event)
    }
    box?.addEventListener('wheel', onWheel, { passive: false })
    return () => box?.removeEventListener('wheel', onWheel)
  }, [])

  function by(factor: number, at?: { clientX: number; clientY: number }): void {
    const { left, top } = view.current!.getBoundingClientRect()
    const half = halfOf(view.current!)
    const point = at
      ? { x: at.clientX - left - half.width, y: at.clientY - top - half.height }
      : { x: 0, y: 0 }
    setZoom((now) => zoomed(now, factor, point, half))
  }

  const handlers = {
    onDoubleClick: (event: { clientX: number; clientY: number }) =>
      zoom.scale > 1 ? setZoom(WHOLE) : by(DOUBLE_CLICK, event),
    onPointerDown: (event: PointerEvent) => {
      if (zoom.scale > 1) event.currentTarget.setPointerCapture(event.pointerId)
      fingers.current.set(event.pointerId, { x: event.clientX, y: event.clientY })
    },
    onPointerMove: ({ pointerId, clientX, clientY }: PointerEvent) => {
      const before = fingers.current.get(pointerId)
      if (!before) return
      const other = [...fingers.current].find(([id]) => id !== pointerId)?.[1]
      fingers.current.set(pointerId, { x: clientX, y: clientY })
      if (other) {
        const apart = (from: { x: number; y: number }) => Math.hypot(from.x - other.x, from.y - other.y)
        const middle = { clientX: (clientX + other.x) / 2, clientY: (clientY + other.y) / 2 }
        by(apart({ x: clientX, y: clientY }) / Math.max(1, apart(before)), middle)
      } else {
        setZoom((now) => panned(now, clientX - before.x, clientY - before.y, halfOf(view.current!)))
      }
    },
    onPointerUp: ({ pointerId }: PointerEvent) => void fingers.current.delete(pointerId),
    onPointerCancel: ({ pointerId }: PointerEvent) => void fingers.current.delete(pointerId),
  }
  return { view, subject, handlers, by, isClose: zoom.scale > 1 }
}

function halfOf({ clientWidth, clientHeight }: HTMLElement): Half {
  return { width: clientWidth / 2, height: clientHeight / 2 }
}

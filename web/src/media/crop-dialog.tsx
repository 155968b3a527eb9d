import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react'
import { Dialog } from '../ui/dialog.tsx'
import { CENTRED, type Crop, moved, squareOf, ZOOM_MAX } from './crop.ts'

const SHOWN = 288
const SIDE = 640
const STEP = 0.05
const ARROWS: Readonly<Record<string, readonly [right: number, down: number]>> = {
  ArrowLeft: [-STEP, 0],
  ArrowRight: [STEP, 0],
  ArrowUp: [0, -STEP],
  ArrowDown: [0, STEP],
}

type Props = {
  readonly image: ImageBitmap
  readonly done: (picture: Blob) => void
  readonly close: () => void
}

/** Which part of an image becomes the picture: dragged, or moved by the arrows, and made larger. */
export function CropDialog({ image, done, close }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const [crop, setCrop] = useState<Crop>(CENTRED)
  useEffect(() => paint(canvas.current!, image, crop, SHOWN * 2), [image, crop])

  const drag = ({ buttons, movementX, movementY }: PointerEvent) => {
    if (buttons === 1) setCrop((now) => moved(now, image, -movementX / SHOWN, -movementY / SHOWN))
  }
  const onKey = (event: KeyboardEvent) => {
    const by = ARROWS[event.key]
    if (!by) return
    event.preventDefault()
    setCrop((now) => moved(now, image, ...by))
  }
  const take = () => {
    const whole = document.createElement('canvas')
    paint(whole, image, crop, Math.min(SIDE, Math.ceil(squareOf(crop, image).side)))
    whole.toBlob((picture) => picture && done(picture), 'image/jpeg', 0.9)
  }

  return (
    <Dialog title="Choose the part to show" close={close} className="small">
      <div className="crop">
        <button
          type="button"
          className="crop-view"
          aria-label="Picture: the arrow keys move it"
          onKeyDown={onKey}
        >
          <canvas
            ref={canvas}
            onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
            onPointerMove={drag}
          />
        </button>
        <label className="crop-zoom">
          Zoom
          <input
            type="range"
            min={1}
            max={ZOOM_MAX}
            step={0.05}
            value={crop.zoom}
            onChange={({ target }) => setCrop({ ...crop, zoom: Number(target.value) })}
          />
        </label>
        <button type="button" className="primary" onClick={take}>
          Use picture
        </button>
      </div>
    </Dialog>
  )
}

/** On white: where the image lets something through, a JPEG would be black. */
function paint(canvas: HTMLCanvasElement, image: ImageBitmap, crop: Crop, side: number): void {
  const square = squareOf(crop, image)
  canvas.width = side
  canvas.height = side
  const context = canvas.getContext('2d')!
  context.fillStyle = '#fff'
  context.fillRect(0, 0, side, side)
  context.imageSmoothingQuality = 'high'
  context.drawImage(image, square.left, square.top, square.side, square.side, 0, 0, side, side)
}

import type { MediaId, Upload } from '@parley/client'
import { type ReactNode, useRef, useState } from 'react'
import { explain } from '../names.ts'
import { Icon } from '../ui/icon.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { useToast } from '../ui/toast.tsx'
import { CropDialog } from './crop-dialog.tsx'

type Props = {
  /** What is shown now, a large avatar. */
  readonly children: ReactNode
  readonly hasPicture: boolean
  readonly upload: (picture: Blob) => Upload
  /** Null takes the picture away. */
  readonly save: (picture: MediaId | null) => Promise<unknown>
}

/** The picture of a person or a group: chosen from the device, cut to a square, brought up, or taken away. */
export function PictureChooser({ children, hasPicture, upload, save }: Props) {
  const say = useToast()
  const input = useRef<HTMLInputElement>(null)
  const [image, setImage] = useState<ImageBitmap>()
  const [under, setUnder] = useState<{ upload: Upload; url: string }>()

  async function open(file: File | undefined): Promise<void> {
    if (!file) return
    try {
      setImage(await createImageBitmap(file))
    } catch {
      say('This file is no picture that can be shown.')
    }
  }

  async function bring(picture: Blob): Promise<void> {
    setImage(undefined)
    const url = URL.createObjectURL(picture)
    try {
      const begun = upload(picture)
      setUnder({ upload: begun, url })
      await save((await begun.done).media)
      say('Picture saved')
    } catch (error) {
      if (!isCancelled(error)) say(explain(error))
    }
    setUnder(undefined)
    URL.revokeObjectURL(url)
  }

  return (
    <div className="picture-chooser">
      <div className="picture-now">
        {children}
        {under && <img src={under.url} alt="" />}
        {under && <span className="spinner" role="status" aria-label="Saving the picture" />}
      </div>
      {under ? (
        <IconButton icon="close" label="Cancel picture" onClick={() => under.upload.cancel()} />
      ) : (
        <div className="picture-choices">
          <button type="button" className="secondary small" onClick={() => input.current?.click()}>
            <Icon name="image" />
            {hasPicture ? 'Change picture' : 'Add a picture'}
          </button>
          {hasPicture && (
            <button
              type="button"
              className="secondary small"
              onClick={() => void save(null).catch((error: unknown) => say(explain(error)))}
            >
              <Icon name="trash" />
              Remove
            </button>
          )}
        </div>
      )}
      <input
        ref={input}
        type="file"
        accept="image/*"
        hidden
        aria-label="Picture file"
        onChange={({ target }) => {
          void open(target.files?.[0])
          target.value = ''
        }}
      />
      {image && (
        <CropDialog image={image} close={() => setImage(undefined)} done={(one) => void bring(one)} />
      )}
    </div>
  )
}

function isCancelled(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'CANCELLED'
}

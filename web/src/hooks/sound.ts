import { saved } from '../start/saved.ts'

const KEY = 'parley-sound'
const PAUSE_MS = 1_500
let context: AudioContext | undefined
let playedAt = 0

/** Whether new messages are heard on this device. */
export function isSoundOn(): boolean {
  return saved.get(KEY) !== 'off'
}

export function setSound(isOn: boolean): void {
  saved.set(KEY, isOn ? 'on' : 'off')
}

/** Two soft notes, made here: there is no file to fetch. Silent until the person has touched the page; many at a time sound once. */
export function playSound(): void {
  if (!navigator.userActivation?.hasBeenActive) return
  if (Date.now() - playedAt < PAUSE_MS) return
  playedAt = Date.now()
  context ??= new AudioContext()
  for (const [index, hertz] of [660, 880].entries()) {
    const [from, tone, volume] = [
      context.currentTime + index * 0.09,
      context.createOscillator(),
      context.createGain(),
    ]
    tone.frequency.value = hertz
    volume.gain.setValueAtTime(0.06, from)
    volume.gain.exponentialRampToValueAtTime(0.001, from + 0.2)
    tone.connect(volume).connect(context.destination)
    tone.start(from)
    tone.stop(from + 0.2)
  }
}

let playing: HTMLMediaElement | undefined

/** One voice at a time: whoever begins to play ends the one before. */
export function takeTurn(player: HTMLMediaElement): void {
  if (playing !== player) playing?.pause()
  playing = player
}

/** What went wrong, said at once; nothing while nothing has. */
export function ProblemLine({ words }: { words: string | undefined }) {
  if (!words) return null
  return (
    <p className="problem" role="alert">
      {words}
    </p>
  )
}

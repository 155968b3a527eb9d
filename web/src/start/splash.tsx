import { Logo } from '../ui/logo.tsx'

/** While the storage is being opened, or when that failed. */
export function Splash({ problem, retry }: { problem?: string; retry?: () => void }) {
  return (
    <main className="notice-page">
      <Logo />
      {problem ? (
        <>
          <h1>Parley cannot start</h1>
          <p role="alert">{problem}</p>
          {retry && (
            <button type="button" className="primary" onClick={retry}>
              Try again
            </button>
          )}
        </>
      ) : (
        <>
          <h1 className="hidden">Parley</h1>
          <p role="status">Opening …</p>
        </>
      )}
    </main>
  )
}

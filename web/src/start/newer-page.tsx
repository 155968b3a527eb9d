import { useSyncExternalStore } from 'react'
import { keptPage } from './kept-page.ts'

/** Says that there is a newer page, which need not be taken now. */
export function NewerPage() {
  const isOld = useSyncExternalStore(keptPage.listen, keptPage.isOld)
  return (
    <div className="newer-page" role="status">
      {isOld && (
        <p>
          Parley has been updated.{' '}
          <button type="button" className="link" onClick={keptPage.renew}>
            Reload
          </button>
        </p>
      )}
    </div>
  )
}

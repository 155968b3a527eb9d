import { DeleteAccount } from './delete-account.tsx'
import { ExportAccount } from './export-account.tsx'

/** What there is of oneself: to be taken along, or to be ended. */
export function YourData() {
  return (
    <div className="form">
      <ExportAccount />
      <hr />
      <DeleteAccount />
    </div>
  )
}

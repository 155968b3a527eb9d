import { ensureTable } from '../dynamodb-table.ts'
import type { Create } from './resource.ts'

export const create: Create = (logicalId, properties, context) => {
  // Capacity, encryption, backups and further regions change nothing about what a table answers here.
  properties.ignore(
    'BillingMode',
    'Replicas',
    'SSESpecification',
    'WarmThroughput',
    'WriteOnDemandThroughputSettings',
    'WriteProvisionedThroughputSettings',
    'MultiRegionConsistency',
  )
  return ensureTable(logicalId, properties, context)
}

import { ensureTable } from '../dynamodb-table.ts'
import type { Create } from './resource.ts'

export const create: Create = (logicalId, properties, context) => {
  // Capacity, encryption, backups and protection change nothing about what a table answers here.
  properties.ignore(
    'BillingMode',
    'ContributorInsightsSpecification',
    'DeletionProtectionEnabled',
    'OnDemandThroughput',
    'PointInTimeRecoverySpecification',
    'ProvisionedThroughput',
    'ResourcePolicy',
    'SSESpecification',
    'TableClass',
    'WarmThroughput',
  )
  return ensureTable(logicalId, properties, context)
}

/**
 * Builds `@parley/client` as it is published, into packages/client/dist: JavaScript modules that need nothing of this
 * repository, declarations, and a package.json of its own. Inside the repository the sources are used as they are.
 */
import { buildSdk } from './sdk/build.ts'

await buildSdk('packages/client/dist')
console.log('packages/client/dist: ready for `npm publish packages/client/dist`')

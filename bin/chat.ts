import { App } from 'aws-cdk-lib'
import cdkJson from '../cdk.json' with { type: 'json' }
import { ChatStack } from '../lib/chat-stack.ts'
import { readSettings } from '../lib/settings.ts'

// The CDK command hands cdk.json's context in; run without it, the template must be the same.
const app = new App({ context: cdkJson.context })
const settings = readSettings((name) => app.node.tryGetContext(name))
new ChatStack(app, settings.name, settings)
app.synth()

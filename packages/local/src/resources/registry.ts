import { ignoredResource, ignoredTypes } from '../ignored.ts'
import * as api from './aws-apigatewayv2-api.ts'
import * as authorizer from './aws-apigatewayv2-authorizer.ts'
import * as integration from './aws-apigatewayv2-integration.ts'
import * as route from './aws-apigatewayv2-route.ts'
import * as routeResponse from './aws-apigatewayv2-routeresponse.ts'
import * as stage from './aws-apigatewayv2-stage.ts'
import * as userPool from './aws-cognito-userpool.ts'
import * as userPoolClient from './aws-cognito-userpoolclient.ts'
import * as globalTable from './aws-dynamodb-globaltable.ts'
import * as table from './aws-dynamodb-table.ts'
import * as eventSourceMapping from './aws-lambda-eventsourcemapping.ts'
import * as lambdaFunction from './aws-lambda-function.ts'
import * as bucket from './aws-s3-bucket.ts'
import * as subscription from './aws-sns-subscription.ts'
import * as topic from './aws-sns-topic.ts'
import * as queue from './aws-sqs-queue.ts'
import type { Create } from './resource.ts'

const types: Record<string, Create> = {
  'AWS::ApiGatewayV2::Api': api.create,
  'AWS::ApiGatewayV2::Authorizer': authorizer.create,
  'AWS::ApiGatewayV2::Integration': integration.create,
  'AWS::ApiGatewayV2::Route': route.create,
  'AWS::ApiGatewayV2::RouteResponse': routeResponse.create,
  'AWS::ApiGatewayV2::Stage': stage.create,
  'AWS::Cognito::UserPool': userPool.create,
  'AWS::Cognito::UserPoolClient': userPoolClient.create,
  'AWS::DynamoDB::GlobalTable': globalTable.create,
  'AWS::DynamoDB::Table': table.create,
  'AWS::Lambda::EventSourceMapping': eventSourceMapping.create,
  'AWS::Lambda::Function': lambdaFunction.create,
  'AWS::S3::Bucket': bucket.create,
  'AWS::SNS::Subscription': subscription.create,
  'AWS::SNS::Topic': topic.create,
  'AWS::SQS::Queue': queue.create,
}

/** How to create a resource of this type. Throws, naming the file to write, when nothing here runs it. */
export function creatorOf(type: string, logicalId: string): Create {
  const create = types[type] ?? (type in ignoredTypes ? ignoredResource : undefined)
  if (create) return create
  const file = `${type.toLowerCase().replaceAll('::', '-')}.ts`
  throw new Error(
    `${logicalId} is of type ${type}, which is not run locally: ` +
      `add packages/local/src/resources/${file}, or name the type in ignored.ts with the reason`,
  )
}

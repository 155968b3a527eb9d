import { CfnOutput, Stack } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { Accounts } from './accounts.ts'
import { ChatFunction } from './chat-function.ts'
import { ChatTable } from './chat-table.ts'
import { adaptToEmulator } from './emulator.ts'
import { HttpApi } from './http-api.ts'
import { MessageLog } from './message-log.ts'
import { Monitoring } from './monitoring.ts'
import type { Identity, Settings } from './settings.ts'
import { StreamConsumer } from './stream-consumer.ts'
import { TextStore } from './text-store.ts'
import { WebSocketApi } from './websocket-api.ts'

/** The whole system. Read with the picture in docs/architecture.md beside it. */
export class ChatStack extends Stack {
  readonly #settings: Settings
  readonly #messages: MessageLog
  readonly #chat: ChatTable
  readonly #texts: TextStore
  readonly #sockets: WebSocketApi
  readonly #https: HttpApi
  readonly #monitoring: Monitoring

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id, { description: 'Parley chat backend' })
    this.#settings = settings

    this.#messages = new MessageLog(this, 'Messages', settings)
    this.#chat = new ChatTable(this, 'Chat', settings)
    this.#texts = new TextStore(this, 'Texts', settings)
    this.#sockets = new WebSocketApi(this, 'Sockets', settings)
    this.#https = new HttpApi(this, 'Https', settings)
    this.#monitoring = new Monitoring(this, 'Monitoring', settings)

    const identity = settings.identity ?? this.#accounts()
    this.#http(identity)
    this.#connect()
    this.#frame()
    this.#disconnect()
    this.#fanOut()
    this.#announce()
    this.#outputs()
    if (settings.emulator) adaptToEmulator(this, this.#sockets)
  }

  /** Spends the ticket and registers the socket. */
  #connect(): void {
    const connect = this.#function('Connect', 'connect')
    connect.tell('allowedOrigins', this.#settings.origins.join(','))
    this.#chat.grant(connect, 'GetItem', 'PutItem', 'UpdateItem')
    this.#sockets.grantSockets(connect, 'POST', 'DELETE')
    this.#sockets.lifecycle('$connect', connect)
    this.#monitoring.answering('connect', connect)
  }

  #disconnect(): void {
    const disconnect = this.#function('Disconnect', 'disconnect')
    this.#chat.grant(disconnect, 'GetItem', 'UpdateItem', 'DeleteItem')
    this.#sockets.lifecycle('$disconnect', disconnect)
  }

  /** Every action a client may send on its socket. */
  #frame(): void {
    const frame = this.#function('Frame', 'frame')
    this.#messages.grant(frame, 'BatchGetItem', 'Query', 'PutItem')
    this.#chat.grant(frame, 'GetItem', 'BatchGetItem', 'UpdateItem')
    this.#sockets.grantSockets(frame, 'POST', 'DELETE')
    this.#sockets.actions(frame)
    this.#monitoring.answering('frame', frame)
    this.#monitoring.throttles(frame)
  }

  /** Every operation of a person who has signed in. */
  #http(identity: Identity): void {
    const http = this.#function('Http', 'http')
    this.#messages.grant(http, 'BatchGetItem', 'Query', 'PutItem')
    this.#chat.grant(http, 'GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem')
    this.#texts.grantReadWrite(http)
    this.#https.authorized(http, identity)
    this.#monitoring.answering('http', http)
  }

  /** Sign-up and sign-in with a user pool of our own. */
  #accounts(): Identity {
    const pool = new Accounts(this, 'Accounts', this.#settings)
    const accounts = this.#function('SignIn', 'accounts')
    this.#chat.grant(accounts, 'PutItem')
    pool.grantSignIn(accounts)
    this.#https.open(accounts)
    this.#monitoring.answering('accounts', accounts)
    this.#output('UserPoolId', pool.poolId)
    this.#output('UserPoolClientId', pool.clientId)
    return pool.identity
  }

  /** New entries of the logs, to the inbox rows and sockets of the members. */
  #fanOut(): void {
    const fanOut = this.#function('FanOut', 'fan-out', 30)
    this.#chat.grant(fanOut, 'BatchGetItem', 'UpdateItem', 'DeleteItem')
    this.#sockets.grantSockets(fanOut, 'POST')
    const stream = {
      from: this.#messages,
      to: fanOut,
      only: this.#messages.appended,
      settings: this.#settings,
    }
    this.#monitoring.consumer('fan-out', new StreamConsumer(this, 'FanOutStream', stream), fanOut)
  }

  /** Receipts, to the sockets of those they concern. */
  #announce(): void {
    const announce = this.#function('Announce', 'announce', 30)
    this.#chat.grant(announce, 'BatchGetItem', 'UpdateItem', 'DeleteItem')
    this.#sockets.grantSockets(announce, 'POST')
    const stream = { from: this.#chat, to: announce, only: this.#chat.receipts, settings: this.#settings }
    this.#monitoring.consumer('announce', new StreamConsumer(this, 'AnnounceStream', stream), announce)
  }

  #function(id: string, entry: string, timeout = 10): ChatFunction {
    return new ChatFunction(this, id, { entry, settings: this.#settings, timeout })
  }

  #outputs(): void {
    const { origins } = this.#settings
    this.#output('HttpUrl', this.#https.url)
    this.#output('SocketUrl', this.#sockets.url)
    this.#output('HttpApiId', this.#https.apiId)
    this.#output('SocketApiId', this.#sockets.apiId)
    this.#output('SocketStage', this.#sockets.stage)
    this.#output('MessagesTable', this.#messages.name)
    this.#output('ChatTable', this.#chat.name)
    this.#output('TextBucket', this.#texts.name)
    this.#output(
      'Browsers',
      origins.join(', ') || 'refused; deploy with -c origins=https://your.app to let pages in',
    )
  }

  #output(id: string, value: string): void {
    new CfnOutput(this, id, { value })
  }
}

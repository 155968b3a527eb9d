import { CfnOutput, Stack } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { REPLAYS } from '../lambdas/rules.ts'
import { Accounts } from './accounts.ts'
import { ChatFunction } from './chat-function.ts'
import { ChatTable } from './chat-table.ts'
import { adaptToEmulator } from './emulator.ts'
import { HttpApi } from './http-api.ts'
import { MessageLog } from './message-log.ts'
import { Monitoring } from './monitoring.ts'
import type { Identity, Settings } from './settings.ts'
import { StreamConsumer, type StreamConsumerOptions } from './stream-consumer.ts'
import { TextStore } from './text-store.ts'
import { WebSocketApi } from './websocket-api.ts'
import { keptQueue, WorkQueue } from './work-queue.ts'

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
    this.#decide(frame)
    this.#messages.grant(frame, 'GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem')
    this.#chat.grant(frame, 'GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem')
    this.#sockets.grantSockets(frame, 'POST', 'DELETE')
    this.#sockets.actions(frame)
    this.#monitoring.answering('frame', frame)
    this.#monitoring.throttles(frame)
  }

  /** Every operation of a person who has signed in. */
  #http(identity: Identity): void {
    const http = this.#function('Http', 'http')
    this.#decide(http)
    this.#messages.grant(http, 'GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem')
    this.#chat.grant(http, 'GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem')
    this.#texts.grantReadWrite(http)
    this.#sockets.grantSockets(http, 'POST', 'DELETE')
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

  /** New entries of the logs, to the inbox rows and sockets of the members; of large groups, in parts. */
  #fanOut(): void {
    const fanOut = this.#delivering('FanOut', 'fan-out')
    const part = this.#delivering('DeliverPart', 'deliver-part')
    const replay = this.#delivering('Replay', 'replay')
    for (const splitting of [fanOut, replay]) {
      this.#messages.grant(splitting, 'BatchGetItem', 'UpdateItem')
      this.#texts.grantDelete(splitting)
    }
    this.#messages.grant(part, 'Query')
    this.#messages.grantRecords(replay)

    const parts = new WorkQueue(this, 'Parts', { to: part, tries: 5 })
    for (const splitting of [fanOut, replay]) parts.grantSend(splitting, 'partsQueue')
    const replays = new WorkQueue(this, 'Replays', { to: replay, tries: REPLAYS })
    const [from, only] = [this.#messages, this.#messages.appended]
    this.#stream('FanOutStream', { from, to: fanOut, only, failed: replays.queue })

    this.#monitoring.stream('fan-out', fanOut)
    this.#monitoring.givenUp('parts', parts.givenUp)
    this.#monitoring.givenUp('fan-out', replays.givenUp)
  }

  /** Receipts and choices, to the sockets of those they concern. */
  #announce(): void {
    const announce = this.#delivering('Announce', 'announce')
    this.#messages.grant(announce, 'Query')
    const failed = keptQueue(this, 'AnnounceFailed')
    this.#stream('AnnounceStream', { from: this.#chat, to: announce, only: this.#chat.announced, failed })
    this.#monitoring.stream('announce', announce)
    this.#monitoring.givenUp('announce', failed)
  }

  /** A function that brings news to people: inbox rows, then sockets, then posts. */
  #delivering(id: string, entry: string): ChatFunction {
    const delivering = this.#function(id, entry, 30)
    this.#chat.grant(delivering, 'GetItem', 'BatchGetItem', 'UpdateItem', 'DeleteItem')
    this.#sockets.grantSockets(delivering, 'POST')
    this.#monitoring.faults(delivering)
    return delivering
  }

  #stream(id: string, options: Omit<StreamConsumerOptions, 'settings'>): void {
    new StreamConsumer(this, id, { ...options, settings: this.#settings })
  }

  /** What the deployment has decided, told to who decides by it. */
  #decide(by: ChatFunction): void {
    by.tell('rules', JSON.stringify(this.#settings.rules))
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

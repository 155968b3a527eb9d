import { CfnOutput, Stack } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { REPLAYS } from '../lambdas/rules.ts'
import { Accounts } from './accounts.ts'
import { ChatFunction } from './chat-function.ts'
import { ChatTable } from './chat-table.ts'
import { adaptToEmulator } from './emulator.ts'
import { HttpApi } from './http-api.ts'
import { MediaStore } from './media-store.ts'
import { MessageLog } from './message-log.ts'
import { Monitoring } from './monitoring.ts'
import { Push } from './push.ts'
import type { Identity, Settings } from './settings.ts'
import { StreamConsumer, type StreamConsumerOptions } from './stream-consumer.ts'
import { TextStore } from './text-store.ts'
import { Thumbnails } from './thumbnails.ts'
import { WebPage } from './web-page.ts'
import { WebSocketApi } from './websocket-api.ts'
import { keptQueue, WorkQueue } from './work-queue.ts'

/** The whole system. Read with the picture in docs/architecture.md beside it. */
export class ChatStack extends Stack {
  readonly #settings: Settings
  readonly #messages: MessageLog
  readonly #chat: ChatTable
  readonly #texts: TextStore
  readonly #files: MediaStore
  readonly #thumbnails: Thumbnails
  readonly #sockets: WebSocketApi
  readonly #https: HttpApi
  readonly #pushes: Push
  readonly #page: WebPage | undefined
  readonly #monitoring: Monitoring

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id, { description: 'Parley chat backend' })
    this.#settings = settings

    this.#messages = new MessageLog(this, 'Messages', settings)
    this.#chat = new ChatTable(this, 'Chat', settings)
    this.#texts = new TextStore(this, 'Texts', settings)
    this.#files = new MediaStore(this, 'Files', settings)
    this.#thumbnails = new Thumbnails(this, 'Thumbnails', settings)
    this.#sockets = new WebSocketApi(this, 'Sockets', settings)
    this.#https = new HttpApi(this, 'Https', settings)
    this.#pushes = new Push(this, 'Pushes', settings)
    this.#monitoring = new Monitoring(this, 'Monitoring', settings)
    this.#page = this.#webPage()

    const pool = settings.identity ? undefined : new Accounts(this, 'Accounts', settings)
    if (pool) this.#accounts(pool)
    this.#http(settings.identity ?? pool!.identity, this.#endings(pool))
    this.#connect()
    this.#frame()
    this.#disconnect()
    this.#push()
    this.#fanOut()
    this.#announce()
    this.#media()
    this.#outputs()
    if (settings.emulator) adaptToEmulator(this, this.#sockets)
  }

  #webPage(): WebPage | undefined {
    const { page } = this.#settings
    const [https, sockets, files] = [this.#https, this.#sockets, this.#files]
    return page && new WebPage(this, 'Page', { https, sockets, files, page })
  }

  /** Spends the ticket and registers the socket. */
  #connect(): void {
    const connect = this.#function('Connect', 'connect')
    connect.tell('allowedOrigins', this.#origins().join(','))
    this.#chat.grant(connect, 'GetItem', 'PutItem', 'UpdateItem')
    this.#sockets.grantSockets(connect, 'POST', 'DELETE')
    this.#sockets.lifecycle('$connect', connect)
    this.#monitoring.answering('connect', connect)
  }

  /** Whose pages may open sockets. */
  #origins(): string[] {
    return [...this.#settings.origins, ...(this.#page ? [this.#page.origin] : [])]
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
    this.#chat.grant(frame, 'GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem', 'BatchWriteItem')
    this.#looks().grantSend(frame, 'looksQueue')
    this.#sockets.grantSockets(frame, 'POST', 'DELETE')
    this.#sockets.actions(frame)
    this.#monitoring.answering('frame', frame)
    this.#monitoring.throttles(frame)
  }

  /** Looks at people who may have gone, each when it is due. */
  #looks(): WorkQueue {
    const look = this.#function('Look', 'look')
    this.#decide(look)
    this.#chat.grant(look, 'GetItem', 'UpdateItem')
    const looks = new WorkQueue(this, 'Looks', { to: look, tries: 3, batch: 10 })
    looks.grantSend(look, 'looksQueue')
    this.#monitoring.faults(look)
    this.#monitoring.givenUp('looks', looks.givenUp)
    return looks
  }

  /** Every operation of a person who has signed in. */
  #http(identity: Identity, endings: WorkQueue): void {
    const http = this.#function('Http', 'http')
    this.#decide(http)
    this.#messages.grant(http, 'GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem')
    this.#chat.grant(http, 'GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem')
    this.#texts.grantReadWrite(http)
    this.#files.grantTransfer(http)
    this.#sockets.grantSockets(http, 'POST', 'DELETE')
    this.#pushes.grantRegister(http)
    endings.grantSend(http, 'endingsQueue')
    this.#thumbnails.work.grantSend(http, 'thumbnailsQueue')
    this.#https.authorized(http, identity)
    this.#monitoring.answering('http', http)
  }

  /** Sign-up and sign-in with a user pool of our own. */
  #accounts(pool: Accounts): void {
    const accounts = this.#function('SignIn', 'accounts')
    this.#chat.grant(accounts, 'GetItem', 'UpdateItem')
    pool.grantSignIn(accounts)
    this.#https.open(accounts)
    this.#monitoring.answering('accounts', accounts)
    this.#output('UserPoolId', pool.poolId)
    this.#output('UserPoolClientId', pool.clientId)
  }

  /** Accounts whose end was asked for: as much work as their person has groups and things. */
  #endings(pool: Accounts | undefined): WorkQueue {
    const ending = this.#function('EndAccount', 'end-account', 300)
    this.#decide(ending)
    this.#messages.grant(ending, 'GetItem', 'Query', 'PutItem')
    this.#chat.grant(ending, 'GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem')
    this.#sockets.grantSockets(ending, 'POST', 'DELETE')
    this.#pushes.grantUnregister(ending)
    if (pool) pool.grantRemove(ending)
    else ending.tell('userPool', '')
    const endings = new WorkQueue(this, 'Endings', { to: ending, tries: 5 })
    endings.grantSend(ending, 'endingsQueue')
    this.#monitoring.faults(ending)
    this.#monitoring.givenUp('endings', endings.givenUp)
    return endings
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
    for (const pushing of [fanOut, part, replay]) {
      this.#decide(pushing)
      this.#pushes.grantSend(pushing)
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

  /** Devices on which nobody listens, through the push services that are set. */
  #push(): void {
    this.#output('Push', this.#pushes.summary)
    if (!this.#pushes.isOn) return
    const push = this.#function('Pusher', 'push', 30)
    const feedback = this.#function('PushFeedback', 'push-feedback')
    this.#messages.grant(push, 'BatchGetItem', 'Query')
    this.#chat.grant(push, 'GetItem', 'BatchGetItem', 'Query', 'UpdateItem', 'DeleteItem')
    this.#chat.grant(feedback, 'GetItem', 'UpdateItem', 'DeleteItem')
    this.#monitoring.givenUp('push', this.#pushes.publish(push))
    this.#output('PushEvents', this.#pushes.listen(feedback))
    for (const pushing of [push, feedback]) this.#monitoring.faults(pushing)
  }

  /** Receipts, choices, and who comes online or goes, to the sockets of those they concern. */
  #announce(): void {
    const announce = this.#delivering('Announce', 'announce')
    this.#messages.grant(announce, 'Query')
    this.#chat.grant(announce, 'Query')
    const failed = keptQueue(this, 'AnnounceFailed')
    this.#stream('AnnounceStream', { from: this.#chat, to: announce, only: this.#chat.announced, failed })
    this.#monitoring.stream('announce', announce)
    this.#monitoring.givenUp('announce', failed)
  }

  /** Files: settled when they have arrived, made small, and removed with what named them. */
  #media(): void {
    const arrived = this.#function('MediaArrived', 'media-arrived', 30)
    this.#chat.grant(arrived, 'GetItem', 'UpdateItem')
    this.#files.grantLook(arrived)
    const arrivals = new WorkQueue(this, 'Arrivals', { to: arrived, tries: 5 })
    this.#files.notify(arrivals.queue)
    const { function: thumbnail, work } = this.#thumbnails
    work.grantSend(arrived, 'thumbnailsQueue')
    this.#files.grantPictures(thumbnail)

    const gone = this.#function('MediaGone', 'media-gone', 30)
    this.#chat.grant(gone, 'GetItem', 'DeleteItem')
    this.#files.grantRemove(gone)
    const failed = keptQueue(this, 'MediaGoneFailed')
    this.#stream('MediaGoneStream', { from: this.#chat, to: gone, only: this.#chat.filesGone, failed })

    for (const working of [arrived, thumbnail, gone]) this.#monitoring.faults(working)
    this.#monitoring.givenUp('arrivals', arrivals.givenUp)
    this.#monitoring.givenUp('thumbnails', work.givenUp)
    this.#monitoring.givenUp('media-gone', failed)
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
    if (this.#page) this.#output('PageUrl', this.#page.origin)
    this.#output('HttpUrl', this.#https.url)
    this.#output('SocketUrl', this.#sockets.url)
    this.#output('HttpApiId', this.#https.apiId)
    this.#output('SocketApiId', this.#sockets.apiId)
    this.#output('SocketStage', this.#sockets.stage)
    this.#output('MessagesTable', this.#messages.name)
    this.#output('ChatTable', this.#chat.name)
    this.#output('TextBucket', this.#texts.name)
    this.#output('MediaBucket', this.#files.name)
    this.#output(
      'Browsers',
      this.#origins().join(', ') || 'refused; deploy with -c origins=https://your.app to let pages in',
    )
  }

  #output(id: string, value: string): void {
    new CfnOutput(this, id, { value })
  }
}

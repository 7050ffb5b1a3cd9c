// A real PDS and its directory of accounts, on loopback alone.
//
//     node pds.mjs FOLDER [PORT] [DIRECTORY_PORT]
//
// Runs where its packages are installed; prints "ready PORT" and serves until it ends.
import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import net from 'node:net'
import path from 'node:path'

const [folder, port = '0', directoryPort = '0'] = process.argv.slice(2)
const require = createRequire(path.join(process.cwd(), 'package.json'))
const { Secp256k1Keypair } = require('@atproto/crypto')
const { Database, PlcServer } = require('@did-plc/server')
const { PDS, envToCfg, envToSecrets } = require('@atproto/pds')

// Both would listen on every interface.
const listen = net.Server.prototype.listen
net.Server.prototype.listen = function (where, ...rest) {
  const isPort = typeof where === 'number' || typeof where === 'string'
  return isPort
    ? listen.call(this, { port: Number(where), host: '127.0.0.1' }, ...rest)
    : listen.call(this, where, ...rest)
}

async function free(wanted) {
  if (wanted !== '0') return Number(wanted)
  const server = net.createServer()
  await new Promise((done) => server.listen(0, done))
  const found = server.address().port
  await new Promise((done) => server.close(done))
  return found
}

const own = await free(port)
const directory = await free(directoryPort)
const plc = PlcServer.create({ db: Database.mock(), port: directory })
await plc.start()

mkdirSync(folder, { recursive: true })
const rotation = await Secp256k1Keypair.create({ exportable: true })
const env = {
  devMode: true,
  port: own,
  hostname: 'localhost',
  dataDirectory: folder,
  blobstoreDiskLocation: path.join(folder, 'blobs'),
  didPlcUrl: `http://127.0.0.1:${directory}`,
  serviceHandleDomains: ['.test'],
  inviteRequired: false,
  rateLimitsEnabled: false,
  disableSsrfProtection: true,
  crawlers: [],
  // Nothing listens there: a PDS alone, without an AppView.
  bskyAppViewUrl: 'http://127.0.0.1:9',
  bskyAppViewDid: 'did:web:localhost',
  // Tests sign tokens that have expired with it.
  jwtSecret: process.env.PDS_JWT_SECRET ?? randomBytes(16).toString('hex'),
  adminPassword: randomBytes(16).toString('hex'),
  dpopSecret: createHash('sha256').update(randomBytes(32)).digest('hex'),
  plcRotationKeyK256PrivateKeyHex: Buffer.from(await rotation.export()).toString('hex'),
}
const pds = await PDS.create(envToCfg(env), envToSecrets(env))
await pds.start()
console.log(`ready ${own}`)

async function end() {
  await pds.destroy()
  await plc.destroy()
  process.exit(0)
}
process.on('SIGTERM', end)
process.on('SIGINT', end)

// The program under test: TALLY names it (default: that of build/), CONSOLE the console's files (default: dist/).
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { join, resolve } from 'node:path'

export const root = resolve(new URL('../../../..', import.meta.url).pathname)
export const tally = process.env.TALLY ?? join(root, 'build/tools/tally')
export const dist = process.env.CONSOLE ?? join(root, 'tools/console/dist')

/** Runs it to its end in a directory; an exit code other than 0 fails. */
export function run(directory: string, words: string[]): void {
  const done = spawnSync(tally, words, { cwd: directory, encoding: 'utf8' })
  if (done.status !== 0) throw new Error(`${tally} ${words.join(' ')} ended with ${done.status}:\n${done.stdout.slice(-2000)}${done.stderr.slice(-2000)}`)
}

async function said(server: ChildProcess, wanted: RegExp): Promise<string> {
  return new Promise((done, failed) => {
    let text = ''
    const timer = setTimeout(() => failed(new Error(`The server did not say ${wanted} within 90 s: ${text}`)), 90_000)
    const read = (bytes: Buffer) => {
      text += bytes.toString()
      if (!wanted.test(text)) return
      clearTimeout(timer)
      done(text)
    }
    server.stdout?.on('data', read)
    server.stderr?.on('data', read)
    server.on('exit', (code) => failed(new Error(`The server ended with ${code}: ${text}`)))
  })
}

export type Server = { base: string; text: string; stop: () => Promise<void> }

/** Serves on a free port, with the console; `until` is what it says once it is ready. */
export async function startServer(words: string[], until = /http:\/\/[\d.]+:\d+\//): Promise<Server> {
  const server = spawn(tally, ['serve', ...words, '--listen', '127.0.0.1:0', '--console', dist], { stdio: ['ignore', 'pipe', 'pipe'] })
  const text = await said(server, until)
  const stop = async () => {
    if (server.exitCode !== null || server.signalCode !== null) return
    const ended = new Promise((done) => server.once('exit', done))
    server.kill('SIGINT')
    await ended
  }
  return { base: /http:\/\/[\d.]+:\d+\//.exec(text)![0], text, stop }
}

import { mkdtempSync, rmSync } from 'node:fs'
import { type Server as HttpServer, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accessibilityFaults, openDesk, stopBrowser } from './browser'
import { type Server, run, startServer } from './server'

// The provider's part of the way in is tested against a certified one in tests/outside; here it only shows a page of its own.
const directory = mkdtempSync(join(tmpdir(), 'tally-oidc-'))
let provider: HttpServer
let issuer = ''
let server: Server

beforeAll(async () => {
  provider = createServer((request, response) => {
    if (request.url?.startsWith('/authorize')) {
      response.setHeader('Content-Type', 'text/html')
      response.end('<title>Example ID</title><h1>Who are you?</h1>')
      return
    }
    response.setHeader('Content-Type', 'application/json')
    response.end(JSON.stringify({ issuer, authorization_endpoint: `${issuer}/authorize`, token_endpoint: `${issuer}/token`, jwks_uri: `${issuer}/keys` }))
  })
  await new Promise<void>((listening) => provider.listen(0, '127.0.0.1', listening))
  issuer = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`
  const store = join(directory, 'store')
  run(directory, ['init', '--store', store, '--origin', 'ledger.example/gas', '--currency', 'USD', '--time-zone', 'America/New_York'])
  server = await startServer(['--store', store, '--sign-in', '--oidc-issuer', issuer, '--oidc-client-id', 'desk', '--oidc-name', 'Example ID',
    '--oidc-redirect', 'http://127.0.0.1:8090/v1/session/oidc/callback'])
})

afterAll(async () => {
  await stopBrowser()
  await server?.stop()
  provider.closeAllConnections()
  provider.close()
  rmSync(directory, { recursive: true, force: true })
})

describe('signing in at an OpenID provider', () => {
  it('begins with a button that leads to the provider', async () => {
    const { page, complaints, close } = await openDesk()
    await page.goto(server.base)
    const button = page.getByRole('button', { name: 'Sign in with Example ID' })
    await button.waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    await button.click()
    await page.getByRole('heading', { name: 'Who are you?' }).waitFor()
    const asked = new URL(page.url()).searchParams
    expect(asked.get('client_id')).toBe('desk')
    expect(asked.get('code_challenge_method')).toBe('S256')
    expect(complaints).toEqual([])
    await close()
  })
  it('that fails leads to a page that says why and what to do', async () => {
    for (const dark of [false, true]) {
      const { page, complaints, close } = await openDesk({ dark })
      // The provider refuses.
      await page.goto(server.base)
      await page.getByRole('button', { name: 'Sign in with Example ID' }).click()
      await page.getByRole('heading', { name: 'Who are you?' }).waitFor()
      const state = new URL(page.url()).searchParams.get('state')
      await page.goto(`${server.base}v1/session/oidc/callback?error=access_denied&state=${state}`)
      await page.getByRole('heading', { name: 'You are not signed in' }).waitFor()
      await page.getByText('Example ID did not sign you in.').waitFor()
      expect(page.url()).toMatch(/#\/sign-in-failed\/oidc_refused$/)
      expect(await accessibilityFaults(page)).toEqual([])
      // A state is of one use.
      await page.goto(`${server.base}v1/session/oidc/callback?code=x&state=${state}`)
      await page.getByText('This sign-in was not begun in this browser, has ended, or took longer than ten minutes.').waitFor()
      await page.getByRole('link', { name: 'Sign in by a password' }).click()
      await page.getByRole('heading', { name: 'Sign in', exact: true }).waitFor()
      await page.goto(`${server.base}#/sign-in-failed/oidc_user_unknown?as=cleo%40example.org`)
      await page.getByText('with exactly the id cleo@example.org').waitFor()
      expect(complaints).toEqual([])
      await close()
    }
  })
})

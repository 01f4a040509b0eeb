import { FactError } from './fact-error.ts'
import { pathProblem } from './http-path.ts'
import type { TargetType } from './target.ts'

/** Where a connection may go. */
export interface Destination {
  readonly host: string
  readonly port: number
}

/** As it is written in messages and in urls: an IPv6 address in brackets. */
export const hostPort = ({ host, port }: Destination): string => (host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`)

/** What a target's url says, and nothing beside it. */
export interface TargetAddress extends Destination {
  readonly scheme: 'http' | 'https' | 'ldap' | 'ldaps'
  /** Path without a slash at its end; "" for the root. */
  readonly path: string
}

/** What the url of a target may begin with, by its type. */
export const SCHEMES = {
  ldap: ['ldap', 'ldaps'],
  pingam: ['http', 'https'],
  endpoint: ['https'],
} as const satisfies Partial<Record<TargetType, readonly TargetAddress['scheme'][]>>

const PORTS = { http: 80, https: 443, ldap: 389, ldaps: 636 } as const

/** What is wrong with a target's url, in words that do not quote it: it may hold a password. Null when nothing is. */
export const addressProblem = (text: string, schemes: readonly TargetAddress['scheme'][]): string | null => {
  const parsed = parsedOf(text, schemes)
  return typeof parsed === 'string' ? parsed : null
}

/** The address of a target. Throws FactError `parse-failed` for what the plan should not have let pass. */
export const addressOf = (text: string, schemes: readonly TargetAddress['scheme'][]): TargetAddress => {
  const parsed = parsedOf(text, schemes)
  if (typeof parsed === 'string') throw new FactError('parse-failed', `the url of the target: ${parsed}`)
  return parsed
}

const parsedOf = (text: string, schemes: readonly TargetAddress['scheme'][]): TargetAddress | string => {
  const match = /^([a-z]+):\/\/(\[[0-9A-Fa-f:.]+\]|[^/?#@:[\]\s\\]+)(?::(\d{1,5}))?(\/[^\s]*)?$/.exec(text)
  const scheme = schemes.find((known) => known === match?.[1])
  if (match === null || scheme === undefined)
    return `it is none of the form ${schemes.join('|')}://host:port${schemes.includes('https') ? '/path' : ''}`
  const port = match[3] === undefined ? PORTS[scheme] : Number(match[3])
  if (port < 1 || port > 65_535) return 'its port is none'
  const path = (match[4] ?? '').replace(/\/$/, '')
  if (path !== '') {
    if (scheme === 'ldap' || scheme === 'ldaps') return 'it has a path; the base is named as baseDn'
    const problem = pathProblem(path)
    if (problem !== null) return `its path is never asked for: ${problem}`
  }
  return { scheme, host: (match[2] ?? '').replace(/^\[|\]$/g, ''), port, path }
}

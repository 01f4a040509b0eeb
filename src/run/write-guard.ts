import { subscribe } from 'node:diagnostics_channel'

/**
 * Hears what the permission model refuses in this process. Reading outside the plan is an ordinary error of a collector; an attempt to write, to start a
 * process, a worker or an add-on is not, and is reported even when the code that tried swallowed the error.
 */
export const onForbidden = (report: (text: string) => void): void => {
  for (const kind of ['fs', 'child', 'worker', 'inspector', 'wasi', 'addon'])
    subscribe(`node:permission-model:${kind}`, (message) => {
      const text = attemptOf(message)
      if (text !== null) report(text)
    })
}

const attemptOf = (message: unknown): string | null => {
  if (typeof message !== 'object' || message === null || !('permission' in message)) return null
  const permission = String(message.permission)
  const resource = 'resource' in message ? String(message.resource) : ''
  // `process.permission.has(…)` asks without a resource and is no attempt.
  if (permission === 'FileSystemRead' || (permission === 'FileSystemWrite' && resource === '')) return null
  return `${permission}${resource === '' ? '' : ` ${resource}`}`
}

/** The same from a thrown error, for a Node that has no such channel. */
export const forbiddenBy = (error: unknown): string | null =>
  error instanceof Error && 'code' in error && error.code === 'ERR_ACCESS_DENIED' ? attemptOf(error) : null

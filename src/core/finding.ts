import { createHash } from 'node:crypto'
import type { CheckFinding } from './check.ts'

/** A message template with `{name}` replaced by data. Throws when a datum is missing: a message with a hole is a defect of the check. */
export const filled = (template: string, data: { readonly [name: string]: string | number }): string =>
  template.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => {
    const value = data[name]
    if (value === undefined) throw new Error(`the message "${template}" needs the datum "${name}"`)
    return String(value)
  })

/** The `finding` function that `evaluate` receives: templates come from the check's messages. */
export const findingFrom =
  (messages: { readonly [id: string]: string }) =>
  (messageId: string, data: { readonly [name: string]: string | number }, more: Omit<CheckFinding, 'messageId' | 'message'>): CheckFinding => {
    const template = messages[messageId]
    if (template === undefined) throw new Error(`the check has no message "${messageId}"`)
    return { messageId, message: filled(template, data), ...more }
  }

/** Identity of a finding over time (DESIGN §7): over check, target role and subject only. */
export const fingerprintOf = (check: string, role: string | null, subject: string): string =>
  createHash('sha256')
    .update(JSON.stringify([check, role, subject]))
    .digest('hex')
    .slice(0, 32)

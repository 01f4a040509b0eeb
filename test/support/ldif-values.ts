import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Values of an attribute in a file of fixtures/ldap, unfolded, in order; with `dn`, only those of that entry. */
export const ldifValues = (file: string, attribute: string, dn?: string): readonly string[] => {
  const lines = readFileSync(join(import.meta.dirname, '../../fixtures/ldap', file), 'utf8')
    .replaceAll('\n ', '')
    .split('\n')
  const entry = dn === undefined ? lines : lines.slice(lines.indexOf(`dn: ${dn}`) + 1)
  const next = dn === undefined ? -1 : entry.findIndex((line) => line.startsWith('dn: '))
  return (next === -1 ? entry : entry.slice(0, next)).flatMap((line) => (line.startsWith(`${attribute}: `) ? [line.slice(attribute.length + 2)] : []))
}

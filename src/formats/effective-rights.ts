/** Attributes in which directories answer the control for effective rights, in lower case. */
type Answer = ReadonlyMap<string, readonly string[]>

const LETTERS_389: Readonly<Record<string, string>> = { a: 'add entries below', d: 'delete', n: 'rename' }

/**
 * The rights to change something among those a directory tells; null when it tells none at all. 389-ds: `entryLevelRights: vadn` and
 * `attributeLevelRights: cn:rscwo, …` (Administration Guide, "Get Effective Rights"); OpenDJ and PingDS: `aclRights;entryLevel: add:0,delete:0,read:1,write:0,proxy:0`.
 */
export const changingRightsIn = (answer: Answer): readonly string[] | null => {
  const entry389 = answer.get('entrylevelrights')
  const entryDj = answer.get('aclrights;entrylevel')
  if (entry389 === undefined && entryDj === undefined) return null
  const changes = new Set<string>()
  for (const letters of entry389 ?? [])
    if (letters !== 'none') for (const letter of letters) if (LETTERS_389[letter] !== undefined) changes.add(LETTERS_389[letter])
  for (const list of answer.get('attributelevelrights') ?? [])
    for (const [, name = '', letters = ''] of list.matchAll(/([^\s,:]+):(\w*)/g))
      if (letters !== 'none' && /[wo]/.test(letters)) changes.add(`write ${name}`)
  for (const list of entryDj ?? [])
    for (const [, right = '', held] of list.matchAll(/(\w+):([01])/g)) if (held === '1' && right !== 'read') changes.add(right)
  return [...changes].sort()
}

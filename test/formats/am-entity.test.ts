import { describe, expect, it } from 'vitest'
import { entityOf } from '../../src/formats/am-configuration/entity.ts'
import { jsonDocumentOf } from '../../src/formats/json-document.ts'

const documentWith = (uid: string | undefined): ReturnType<typeof entityOf> =>
  entityOf(
    jsonDocumentOf(JSON.stringify({ metadata: { entityType: 'X', entityId: 'own', realm: '/', ...(uid !== undefined && { uid }) }, data: {} })),
    'realm/root/x.json',
    'file-based',
  )

describe('the names of an entity', () => {
  it.for<[string | undefined, string[]]>([
    [undefined, ['own']],
    ['ou=a,ou=OrganizationConfig,ou=1.0', ['a', 'OrganizationConfig', '1.0']],
    [String.raw`ou=Tree\, with comma,ou=\/alpha,ou=K\c3\b6ln`, ['Tree, with comma', '/alpha', 'Köln']],
    ['ou=http://am.example.com:8080/am , ou=x', ['http://am.example.com:8080/am', 'x']],
  ])('%s', ([uid, names]) => expect(documentWith(uid)).toMatchObject({ names }))

  it.for(['own', 'ou=a"b', 'ou=a,'])('%s is no DN: the document is not understood', (uid) => expect(documentWith(uid)).toBe('not-understood'))
})

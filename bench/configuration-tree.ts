import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const REALMS = 10
const SERVICES = 50
const FILES = 10

/** A file-based configuration of 5,000 documents, 20 MB, of the shape of facts/pingam 2.3: 1,500 directories that matter, the same bytes every time. */
export const makeConfigurationTree = (root: string): void => {
  let seed = 7
  const random = (below: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
    return seed % below
  }
  for (let realm = 0; realm < REALMS; realm++)
    for (let service = 0; service < SERVICES; service++) {
      const directory = join(root, 'services/realm', realm === 0 ? 'root' : `root-r${realm}`, `service${service}/1.0/organizationconfig/default`)
      mkdirSync(directory, { recursive: true })
      for (let file = 0; file < FILES; file++)
        writeFileSync(join(directory, `n${file}.json`), JSON.stringify(documentOf(realm, service, file, random), null, 2))
    }
}

const documentOf = (realm: number, service: number, file: number, random: (below: number) => number): object => ({
  metadata: {
    realm: realm === 0 ? '/' : `/r${realm}`,
    amsterVersion: '7.5.0',
    entityType: `Service${service}`,
    entityId: `n${file}`,
    pathParams: {},
    uid: `ou=n${file},ou=default,ou=OrganizationConfig,ou=1.0,ou=service${service},ou=services,o=r${realm},ou=services,ou=am-config`,
  },
  data: {
    _id: `n${file}`,
    _type: { _id: `service${service}`, name: `service${service}`, collection: true },
    ...Object.fromEntries(
      Array.from({ length: 45 }, (_, index) => [
        `attribute${index}`,
        index % 3 === 0 ? { $list: ['a', 'b', 'c:d'] } : { $string: 'v'.repeat(5 + random(55)) },
      ]),
    ),
  },
})

/** Documents of AM's configuration as the two forms write them; shapes from real ones (facts/pingam 2.3, 2.4). */

export const GLOBAL = 'config/services/realm/root'

/** `names`: from the entity up, the last one `default`. A realm of null is global. */
export const fbcDocument = (
  service: string,
  names: readonly string[],
  data: object,
  { realm = null, kind = 'instance' }: { realm?: string | null; kind?: string } = {},
): object => {
  const escaped = names.map((name) => `ou=${name.replaceAll(/[,\\]/g, '\\$&')}`)
  const id = names.toReversed().join('/')
  return {
    metadata: {
      realm,
      entityType: service,
      entityId: id,
      uid: `${escaped.join(',')},ou=${realm === null ? 'GlobalConfig' : 'OrganizationConfig'},ou=1.0,ou=${service},ou=services,ou=am-config`,
      sunServiceID: kind,
      objectClass: ['top', 'sunServiceComponent'],
      pathParams: {},
      ou: null,
    },
    data: { _id: id, _type: { _id: service, name: service, collection: false }, ...data },
  }
}

export const amsterDocument = (type: string, id: string, data: object, more: object = {}): object => ({
  metadata: { realm: null, amsterVersion: '7.5.0', entityType: type, entityId: id, pathParams: {}, ...more },
  data: { _id: id, ...data, _type: { _id: type, name: type, collection: true } },
})

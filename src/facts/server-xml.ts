import { defineFact } from '../core/fact.ts'
import { choice, integer, keyedBy, list, nullable, object, text, volatile } from '../core/schema.ts'
import { WHICH_TOMCAT } from './tomcat.ts'

/**
 * Attributes of server.xml whose values are recorded. A closed list: of every other attribute only the name enters a snapshot, since any of them can be
 * a password (keystorePass, certificateKeyPassword, connectionPassword, and those of classes of the user's own).
 */
export const RECORDED_ATTRIBUTES = [
  'port',
  'protocol',
  'SSLEnabled',
  'scheme',
  'secure',
  'address',
  'redirectPort',
  'encodedSolidusHandling',
  'className',
] as const

const place = { line: volatile(integer('from 1', 1)), column: volatile(integer('from 1', 1)) }
const attributes = keyedBy(
  list(
    object({ name: text('as written', 256), value: nullable(text('${...} is not expanded', 1024), 'null: only the name is recorded'), ...place }),
    'in document order',
    1000,
  ),
  'name',
)

/** What server.xml declares, as far as releases of Tomcat differ about it. Comments are not part of it. */
export const serverXml = defineFact({
  id: 'server-xml',
  title: 'Connectors, classes and attributes of server.xml',
  params: object({ which: choice(WHICH_TOMCAT) }),
  value: object({
    path: text('conf/server.xml'),
    connectors: list(
      object({
        ...place,
        attributes,
        hostConfigs: integer('number of SSLHostConfig children', 0),
        upgradeProtocols: list(object({ ...place, attributes }), 'UpgradeProtocol children', 100),
      }),
      'in document order',
    ),
    classes: keyedBy(
      list(
        object({ element: text('name of the element', 256), className: text(undefined, 1024), ...place }),
        'every className attribute, in document order',
      ),
      'element',
      'className',
    ),
    components: list(
      object({ element: text('Listener, Loader or Manager', 256), className: nullable(text(undefined, 1024)), ...place, attributes }),
      'in document order',
    ),
  }),
})

import { choice, flag, integer, list, object, path, secret, text, textLike, url, type Schema, type TypeOf } from './schema.ts'
import { ENGINES } from './sql.ts'

/**
 * Target types and their fields (DESIGN §6, "Target types and their fields"), as data: the plan's schema, the typed fields that collectors see and the
 * roots a target may be read from all follow from it. Types whose doors are not built yet are not accepted by the plan.
 */
const keystore = object(
  { path: path('the keystore file') },
  {
    type: choice(['JKS', 'JCEKS', 'PKCS12', 'BCFKS'], 'recognised by its content when absent; a contradiction is reported'),
    storepass: secret('password of the store'),
    keypass: secret('password of the entries'),
  },
)

const tls = object(
  {},
  {
    ca: path('certificates of the authorities to trust, PEM; without it those that Node brings'),
    fingerprint: textLike(
      '^(?:[0-9A-Fa-f]{2}:){31}[0-9A-Fa-f]{2}$',
      'SHA-256 of the certificate, pairs joined by colons: it takes the place of every other verification',
      95,
    ),
    insecure: flag('true: whoever answers is believed; the report says so'),
    serverName: text('the name to ask for and to verify, where it is not the host of the url', 253),
    clientCert: path('client certificate: PEM, or PKCS#12 with its key'),
    clientKey: path('key of the client certificate, PEM'),
    passphrase: secret('of the key or the PKCS#12 file'),
  },
  'how the connection is protected',
)
export type TlsFields = TypeOf<typeof tls>

export const TARGET_FIELDS = {
  pingam: object(
    {},
    {
      config: path('the AM configuration directory, classic or file-based'),
      webapp: path('the deployed web application: exploded directory or .war'),
      newWar: path('the customised AM 8.1 .war to be deployed'),
      tomcat: path('CATALINA_BASE: conf, webapps, logs'),
      catalinaHome: path('CATALINA_HOME: the binaries, where they are not below CATALINA_BASE'),
      newTomcat: path('the Tomcat prepared for AM 8.1'),
      javaHome: path('the Java home that runs the container'),
      serviceUnit: path('the systemd unit (or other start script) that starts the container'),
      home: path('the directory that holds .openamcfg: home of the user who runs the container'),
      keystores: list(keystore, 'the keystores of the instance with their passwords'),
      sources: list(path(), 'further directories, archives and scripts to scan'),
      amsterExport: path('a configuration export made by Amster'),
      amster: path('the Amster to be used'),
      upgrader: path('the extracted Config-Upgrader'),
      upgradedConfig: path('the output directory of amupgrade'),
      oldConfig: path('where the previous configuration is kept'),
      url: url('the deployment URL'),
      token: secret('an administrator token'),
      tls,
    },
  ),
  keystore: object(
    { path: path('the keystore file') },
    {
      type: choice(['JKS', 'JCEKS', 'PKCS12', 'BCFKS'], 'recognised by its content when absent'),
      storepass: secret('password of the store'),
      keypass: secret('password of the entries'),
    },
  ),
  directory: object({ path: path('a tree of sources, configuration or archives') }),
  ldap: object(
    {
      url: url('ldap://host:port or ldaps://host:port'),
      baseDn: text('the base of what is kept there'),
    },
    {
      startTls: flag('true: an ldap:// connection is put under TLS before anything is sent'),
      bindDn: text("the auditor's account; without it the directory is read anonymously"),
      password: secret("password of the auditor's account"),
      productAccount: object(
        { bindDn: text("the product's own account"), password: secret('its password') },
        {},
        'for probes of the rights of the product',
      ),
      serves: object(
        {},
        { realm: text('a realm of the product'), store: text('the name of its identity store') },
        'what the directory is to the product',
      ),
      tls,
    },
  ),
  database: object(
    {
      engine: choice(ENGINES, '`mysql` stands for MariaDB, too'),
      user: text("the auditor's account", 128),
      password: secret("password of the auditor's account"),
    },
    {
      url: url('a JDBC URL as the product has it; or host, port and database'),
      host: text('name or address', 253),
      port: integer("the engine's own where there is none", 1, 65_535),
      database: text('database; the service name for Oracle', 128),
      schema: text("the schema that holds the tables; the engine's default for the account where there is none", 128),
      script: path('a vendor script to rehearse'),
      tls,
    },
  ),
  endpoint: object({ url: url('https://host:port') }, { tls }),
} as const satisfies Record<string, Schema<object>>

export type TargetType = keyof typeof TARGET_FIELDS
export const TARGET_TYPES = Object.keys(TARGET_FIELDS) as readonly TargetType[]

/** Roles of each type; the first is the default. `free` types take any role name. */
export const TARGET_ROLES: Readonly<Record<TargetType, { readonly roles: readonly string[]; readonly free: boolean }>> = {
  pingam: { roles: ['instance', 'reference'], free: false },
  keystore: { roles: ['keystore', 'truststore'], free: false },
  directory: { roles: ['sources'], free: true },
  ldap: { roles: ['config-store', 'new-config-store', 'identity-store', 'cts-store', 'user-store'], free: false },
  database: { roles: ['identity-db', 'shared-db', 'user-db', 'apim-db', 'usercube-db'], free: false },
  endpoint: { roles: ['traffic-manager'], free: true },
}

export type FieldsOf<T extends TargetType> = TypeOf<(typeof TARGET_FIELDS)[T]>

/** A target as collectors see it: paths absolute with links resolved, secrets as Secret. */
export type Target = {
  readonly [T in TargetType]: { readonly name: string; readonly type: T; readonly role: string; readonly fields: FieldsOf<T> }
}[TargetType]
export type TargetOf<T extends TargetType> = Extract<Target, { type: T }>

/** A target as checks, snapshots and reports name it. */
export interface TargetName {
  readonly name: string
  readonly type: string
  readonly role: string
  /** Line of the target in the plan, when known. */
  readonly line: number | null
}

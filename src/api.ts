/**
 * The only door for authors of checks and collectors, ours and our users': what the package exports as `iam-preflight`.
 */
export {
  defineCheck,
  fail,
  fromType,
  judged,
  notApplicable,
  ofRole,
  ofRoleIfNamed,
  own,
  ownIfNamed,
  ownOf,
  pass,
  undetermined,
  type Check,
  type CheckFinding,
  type EvaluateInput,
  type Judgement,
  type Location,
  type Reference,
} from './core/check.ts'
export { defineCollector, defineNetworkCollector, known, partial, type Collector, type NetworkCollector, type Touch } from './core/collector.ts'
export { FactError } from './core/fact-error.ts'
export { defineFact, type Fact, type ValueOf } from './core/fact.ts'
export { ENGINE_NAMES, ENGINES, type Engine } from './core/sql.ts'
export { matchesGlob } from './core/glob.ts'
export { defineProfile, type DriftRule, type Profile } from './core/profile.ts'
export {
  anyOrder,
  anything,
  choice,
  either,
  flag,
  integer,
  keyedBy,
  list,
  mapOf,
  nullable,
  object,
  text,
  textLike,
  volatile,
  type Schema,
  type TypeOf,
} from './core/schema.ts'
export { oneLower, type Phase, type ReasonCode, type Severity } from './core/vocabulary.ts'
export { amReleasesOf, libraryNamed, releaseIn } from './derived/am-libraries.ts'
export { amConfiguration } from './facts/am-configuration.ts'
export { amTools } from './facts/am-tools.ts'
export { amVersion } from './facts/am-version.ts'
export { amsterRelease } from './facts/amster-release.ts'
export { archiveReferences, placeIn, type ArchiveReferences, type ReferringArchive } from './facts/archive-references.ts'
export { bootstrapPointers } from './facts/bootstrap-pointers.ts'
export { fileDigest } from './facts/file-digest.ts'
export { installProperties } from './facts/install-properties.ts'
export { lastStart, upgradeTimes } from './facts/last-start.ts'
export { servicesComparison, servicesTree } from './facts/services-tree.ts'
export { statedVersion } from './facts/stated-version.ts'
export { tomcatDeployments } from './facts/tomcat-deployments.ts'
export { upgradeRules } from './facts/upgrade-rules.ts'
export { webappReferences, type WebappReferences } from './facts/webapp-references.ts'
export { webApplicationChanges } from './facts/web-application-changes.ts'
export { webApplication } from './facts/web-application.ts'
export { compareVersions, versionOf } from './formats/version-number.ts'
export { instanceKeyOf, type InstanceKey } from './derived/am-instance-key.ts'
export { nameOf } from './derived/am-key-standing.ts'
export { amKeystores, type AmKeystore, type AmKeystores } from './facts/am-keystores.ts'
export { amScripts, type AmScripts } from './facts/am-scripts.ts'
export { amAuthentication, type AmAuthentication } from './facts/am-authentication.ts'
export { amConfigurationStores, type AmConfigurationStores } from './facts/am-configuration-stores.ts'
export { amIdentityStores, type AmIdentityStores } from './facts/am-identity-stores.ts'
export { amFeatures, type AmFeatures } from './facts/am-features.ts'
export { amResourceNames } from './facts/am-resource-names.ts'
export { retiredToolUses } from './facts/retired-tool-uses.ts'
export { amScriptEngines, type AmScriptEngines } from './facts/am-script-engines.ts'
export type { ConfigurationTree } from './facts/am-configuration-tree.ts'
export { amSecretStores, type AmSecretStores } from './facts/am-secret-stores.ts'
export { amServers, type AmServers } from './facts/am-servers.ts'
export { keystore } from './facts/keystore.ts'
export { tlsPeer, type TlsPeerFact } from './facts/tls-peer.ts'
export { amAnswers, type AmAnswers } from './facts/am-answers.ts'
export { amRestVersion } from './facts/am-rest-version.ts'
export { conversionPlaces, type ConversionPlaces } from './facts/conversion-places.ts'
export { passwordFiles } from './facts/password-files.ts'
export { heldKeyOf, type HeldKey } from './derived/am-shared-key.ts'
export { labelledKeyOf, mappedKeysOf, type MappedKey } from './derived/am-label-key.ts'
export { canHoldAliases } from './derived/key-holding-stores.ts'
export { javaReleaseOf, type JavaRelease } from './derived/java-release.ts'
export { tomcatReleaseOf, type TomcatRelease } from './derived/tomcat-release.ts'
export { javaRuntime } from './facts/java-runtime.ts'
export { serverXml } from './facts/server-xml.ts'
export { systemProperties } from './facts/system-properties.ts'
export { tomcat } from './facts/tomcat.ts'
export { coversHost } from './formats/host-name.ts'
export { hostPort } from './core/address.ts'
export { directorySchemaOf } from './derived/directory-schema.ts'
export { catalogueNames, type CatalogueNames } from './derived/catalogue-names.ts'
export { expectedTablesOf, type ExpectedColumn, type ExpectedForeignKey, type ExpectedIndex, type ExpectedTable } from './derived/expected-schema.ts'
export { expectedOf } from './derived/expected-of-catalogue.ts'
export { schemaDifferences } from './derived/schema-comparison.ts'
export { DIFFERENCES, NOTES, type DifferenceKind, type SchemaDifference } from './derived/schema-difference.ts'
export {
  databaseCatalogue,
  TYPE_FAMILIES,
  type CatalogueColumn,
  type CatalogueForeignKey,
  type CatalogueIndex,
  type CatalogueKey,
  type CatalogueSequence,
  type CatalogueTable,
  type CatalogueTrigger,
  type ColumnType,
  type DatabaseCatalogue,
} from './facts/database-catalogue.ts'
export { databaseRowAnswers, type DatabaseRowAnswers, type RowAnswer } from './facts/database-row-answers.ts'
export { storedCiphertext, type CiphertextColumn, type StoredCiphertext } from './facts/stored-ciphertext.ts'
export { umaScriptRehearsal, type UmaScriptRehearsal } from './facts/uma-script-rehearsal.ts'
export { databaseServer, RIGHTS, type DatabaseServer, type Right } from './facts/database-server.ts'
export { ldapAccessControl, type LdapAccessControl } from './facts/ldap-access-control.ts'
export { ldapConfigurationBase, type LdapConfigurationBase } from './facts/ldap-configuration-base.ts'
export { ldapRoot, type LdapRoot } from './facts/ldap-root.ts'
export { ldapSchema, type LdapSchema } from './facts/ldap-schema.ts'
export { ldapSortProbe, type LdapSortProbe } from './facts/ldap-sort-probe.ts'
export { controlDecisionOf, type ControlDecision, type DecisionReason } from './formats/aci-decision.ts'
export { sameType, sqlTypeOf } from './formats/sql-type.ts'
export { normalDefault, type SqlDefault } from './formats/sql-default.ts'

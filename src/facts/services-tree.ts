import { defineFact } from '../core/fact.ts'
import { anyOrder, choice, integer, keyedBy, list, nullable, object, text, volatile } from '../core/schema.ts'

/** Files named are examples where there are more: the count says how many. */
const paths = (description: string) =>
  object({ count: integer(undefined, 0), examples: list(text('path below the tree'), 'the first of them, sorted', 50) }, undefined, description)

/**
 * A tree of AM's configuration as files: what lies in it, not what it says. Settings, and digests of files that may hold passwords, stay behind. Layouts:
 * facts/pingam 2.3 (file-based: `realm`, `global`) and 2.4 (Amster: `realms`, `global`).
 */
export const servicesTree = defineFact({
  id: 'services-tree',
  title: 'A tree of AM configuration files: how much of it is there, how far it was upgraded',
  params: object({
    which: choice(['current', 'upgraded', 'old', 'export'], "config/services, or the plan's upgradedConfig, oldConfig or amsterExport"),
  }),
  value: object({
    path: text(),
    resolved: text('where links lead; the same when there is none'),
    state: choice(['absent', 'empty', 'present'], 'present: some file lies in it'),
    documents: integer('files named .json', 0),
    damaged: paths('files named .json that are not JSON'),
    realms: anyOrder(list(text('folder name'), 'folders of realms', 1000)),
    nested: anyOrder(list(text('folder name'), 'folders of another name that hold such a tree themselves', 100)),
    amsterVersions: keyedBy(
      list(object({ version: text(), documents: integer(undefined, 0) }), 'what metadata.amsterVersion says, where it says something', 100),
      'version',
    ),
    configuration: nullable(
      object({
        path: text('below the tree'),
        version: nullable(text('for example 8.0.0.0'), 'null: it is no version'),
        appliedRules: anyOrder(list(text('id of an upgrade rule that was applied'))),
        modifiedAt: volatile(integer('milliseconds since the epoch')),
      }),
      'what the configuration version service says; null: there is none',
    ),
    oldest: volatile(
      list(
        object({ path: text('below the tree'), modifiedAt: volatile(integer('milliseconds since the epoch')) }),
        'the documents written first',
        20,
      ),
    ),
    installProperties: nullable(object({ path: text(), modifiedAt: volatile(integer('milliseconds since the epoch')) })),
  }),
})

/** The live services directory held against the output of amupgrade, file by file, bytes by bytes. */
export const servicesComparison = defineFact({
  id: 'services-comparison',
  title: 'How the files in the services directory differ from those that amupgrade wrote',
  value: object({
    live: text('the services directory'),
    upgraded: text('the output of amupgrade'),
    same: integer('files with the same bytes in both', 0),
    missing: paths('files of the output that the services directory does not have'),
    different: paths('files with other bytes in the services directory, and not those of the old tree'),
    stillOld: paths('files with other bytes in the services directory: those of the old tree'),
    leftOver: paths('files that the output does not have and the old tree has'),
    further: paths('files that neither the output nor the old tree has; all that the output lacks where the plan names no old tree'),
  }),
})

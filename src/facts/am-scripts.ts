import { defineFact, type ValueOf } from '../core/fact.ts'
import { choice, flag, integer, keyedBy, list, nullable, object, text, textLike, volatile } from '../core/schema.ts'
import { configurationTree, whichConfiguration } from './am-configuration-tree.ts'

/** Packages that a script must not name any more on AM 8 (PingAM 8.1, Upgrade AM instances, "Upgrade Tomcat"). */
export const REMOVED_PACKAGES = ['javax.servlet', 'javax.websocket'] as const

/** Kinds of place in a script; `text`: in a script of a language whose comments and strings are not told apart. */
export const SCRIPT_REFERENCE_KINDS = ['code', 'literal', 'comment', 'text'] as const

/** References kept of one script; `moreReferences` counts the others. */
export const MOST_SCRIPT_REFERENCES = 50

/** The scripts in AM's configuration. Their texts are not recorded: a script may hold a password. */
export const amScripts = defineFact({
  id: 'am-scripts',
  title: 'The scripts AM is configured with: digest of each text, and where it names javax.servlet or javax.websocket',
  params: object({ which: whichConfiguration }),
  value: object({
    tree: configurationTree,
    scripts: keyedBy(
      list(
        object({
          id: text('UUID, or the name where that is the id'),
          name: text(),
          scope: text('"global", or the realm'),
          context: text('what it is for, for example AUTHENTICATION_TREE_DECISION_NODE'),
          language: nullable(text('JAVASCRIPT or GROOVY')),
          isDefault: nullable(flag("said to be the vendor's own"), 'null: the file does not say'),
          evaluatorVersion: nullable(text('1.0 (legacy) or 2.0 (next generation)')),
          sha256: nullable(textLike('^[0-9a-f]{64}$', "of the text's bytes"), 'null: there is no text'),
          size: volatile(integer('bytes of the text', 0)),
          references: keyedBy(
            list(
              object({
                kind: choice(SCRIPT_REFERENCE_KINDS),
                name: text('dotted', 256),
                line: nullable(volatile(integer('of the script, from 1', 1))),
              }),
              undefined,
              MOST_SCRIPT_REFERENCES,
            ),
            'kind',
            'name',
          ),
          moreReferences: integer('left out of the list, none of them of a worse kind than those in it', 0),
          textIn: text('file with the text'),
          declaredIn: text(),
        }),
        'sorted by scope, name and id',
      ),
      'scope',
      'id',
    ),
  }),
})

export type AmScripts = ValueOf<typeof amScripts>

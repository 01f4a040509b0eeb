import { choice, nullable, object, text, type TypeOf } from '../core/schema.ts'

/** Which configuration of an instance is looked at: the plan's config (or amsterExport), or what amupgrade made of it. */
export const WHICH_CONFIGURATION = ['current', 'upgraded'] as const
export type WhichConfiguration = (typeof WHICH_CONFIGURATION)[number]
export const whichConfiguration = choice(WHICH_CONFIGURATION, "the plan's config or amsterExport; or its upgradedConfig")

/** Facts that are read from a tree of configuration files begin with this. */
export const configurationTree = object({
  form: choice(
    ['file-based', 'amster', 'classic', 'absent'],
    'classic: the configuration is kept in a directory server, and no export is named; absent: what the plan names is not there, or empty',
  ),
  root: nullable(text('directory of the tree'), 'null: there is none'),
  layer: choice(
    ['whole', 'overlay', 'unknown'],
    'overlay: AM 8, whose web application holds a baseline below this tree, so what is not here may be there; unknown: no version was found',
  ),
})

export type ConfigurationTree = TypeOf<typeof configurationTree>
export type ConfigurationLayer = ConfigurationTree['layer']

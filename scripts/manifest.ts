import { writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Plugin } from '@oclif/core'

/** Writes oclif.manifest.json from the compiled commands: with it, `--help` and a command load no other command's module. Built when packing, not committed. */
const root = dirname(dirname(fileURLToPath(import.meta.url)))
const plugin = new Plugin({ root, ignoreManifest: true, errorOnManifestCreate: true })
await plugin.load()
await writeFile(join(root, 'oclif.manifest.json'), `${JSON.stringify(plugin.manifest, null, 2)}\n`)

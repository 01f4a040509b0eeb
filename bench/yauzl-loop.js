// A peer of bench/archives.ts: what one would write by hand with yauzl. Arguments: a directory below which it is installed, and the archive.
import { createRequire } from 'node:module'
import { join } from 'node:path'

const [directory = '', archive = ''] = process.argv.slice(2)
const yauzl = createRequire(join(directory, 'package.json'))('yauzl')
let hits = 0

const contentOf = (zip, entry) =>
  new Promise((resolve, reject) =>
    zip.openReadStream(entry, (error, stream) => {
      if (error) return reject(error)
      const chunks = []
      stream.on('data', (chunk) => chunks.push(chunk))
      stream.on('end', () => resolve(Buffer.concat(chunks)))
      stream.on('error', reject)
    }),
  )

const visit = (open) =>
  new Promise((resolve, reject) =>
    open((error, zip) => {
      if (error) return reject(error)
      zip.on('error', reject)
      zip.on('end', resolve)
      zip.on('entry', async (entry) => {
        try {
          if (!entry.fileName.endsWith('/')) {
            const content = await contentOf(zip, entry)
            if (/\.(?:jar|war|zip)$/.test(entry.fileName)) await visit((then) => yauzl.fromBuffer(content, { lazyEntries: true }, then))
            else if (['javax/servlet', 'javax.servlet', 'javax/websocket', 'javax.websocket'].some((needle) => content.includes(needle))) hits += 1
          }
          zip.readEntry()
        } catch (failure) {
          reject(failure)
        }
      })
      zip.readEntry()
    }),
  )

await visit((then) => yauzl.open(archive, { lazyEntries: true }, then))
console.log(hits)

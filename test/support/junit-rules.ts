import { SaxesParser } from 'saxes'

/** An XML element as read back. */
export interface Node {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: Node[]
  text: string
}

/** The root element of a document. Throws when it is not well formed. */
export const parsedXml = (xml: string): Node => {
  const document: Node = { name: '', attributes: {}, children: [], text: '' }
  const open: Node[] = [document]
  const parser = new SaxesParser()
  parser.on('error', (error) => {
    throw error
  })
  parser.on('opentag', ({ name, attributes }) => {
    const node: Node = { name, attributes: { ...attributes }, children: [], text: '' }
    open.at(-1)?.children.push(node)
    open.push(node)
  })
  parser.on('closetag', () => {
    open.pop()
  })
  parser.on('text', (text) => {
    const node = open.at(-1)
    if (node !== undefined) node.text += text
  })
  parser.write(xml).close()
  const [root] = document.children
  if (root === undefined) throw new Error('the document is empty')
  return root
}

export const childrenOf = (node: Node, ...names: readonly string[]): readonly Node[] => node.children.filter((child) => names.includes(child.name))

/** The cases of all suites, in order. */
export const casesOf = (root: Node): readonly Node[] => childrenOf(root, 'testsuite').flatMap((suite) => childrenOf(suite, 'testcase'))

const TOKEN = /^\S+( \S+)*$/
const SUITE_ATTRIBUTES = ['name', 'package', 'id', 'timestamp', 'hostname', 'tests', 'failures', 'errors', 'skipped', 'time']

/**
 * What breaks the strict intersection of the Windy Road and the Jenkins xUnit schema, or what readers of such files rely on: a line each. Our own
 * statement of the rules, for machines without the schemas, and for rules no schema can say: counts equal the children, names are unique.
 */
export const junitFlaws = (xml: string): readonly string[] => {
  const root = parsedXml(xml)
  const flaws: string[] = []
  const rule = (holds: boolean, flaw: string): void => {
    if (!holds) flaws.push(flaw)
  }
  const only = (node: Node, attributes: readonly string[], where: string): void => {
    for (const name of attributes) rule(node.attributes[name] !== undefined, `${where} lacks ${name}`)
    for (const name of Object.keys(node.attributes)) rule(attributes.includes(name), `${where} has ${name}`)
  }

  rule(root.name === 'testsuites', 'the root is no testsuites')
  only(root, [], 'testsuites')
  const names = new Set<string>()
  for (const [index, suite] of root.children.entries()) {
    const where = `suite ${index}`
    const cases = childrenOf(suite, 'testcase')
    rule(suite.name === 'testsuite', `${where} is a ${suite.name}`)
    only(suite, SUITE_ATTRIBUTES, where)
    rule(suite.attributes['id'] === String(index), `${where} has id ${suite.attributes['id']}`)
    rule(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(suite.attributes['timestamp'] ?? ''), `${where} has timestamp ${suite.attributes['timestamp']}`)
    for (const name of ['name', 'package', 'hostname']) rule(TOKEN.test(suite.attributes[name] ?? ''), `${where}: ${name} is no token`)
    rule(/^\d+\.\d{3}$/.test(suite.attributes['time'] ?? ''), `${where} has time ${suite.attributes['time']}`)
    rule(
      suite.children.map((child) => child.name).join() === ['properties', ...cases.map(() => 'testcase'), 'system-out', 'system-err'].join(),
      `${where} has its children in another order`,
    )
    for (const property of suite.children[0]?.children ?? []) {
      only(property, ['name', 'value'], `a property of ${where}`)
      rule(TOKEN.test(property.attributes['name'] ?? ''), `a property of ${where} has no name`)
    }
    const count = (kind: string): string => String(cases.filter((one) => childrenOf(one, kind).length > 0).length)
    rule(suite.attributes['tests'] === String(cases.length), `${where} miscounts tests`)
    rule(suite.attributes['failures'] === count('failure'), `${where} miscounts failures`)
    rule(suite.attributes['errors'] === count('error'), `${where} miscounts errors`)
    rule(suite.attributes['skipped'] === count('skipped'), `${where} miscounts skipped`)

    for (const [number, one] of cases.entries()) {
      const place = `case ${number} of ${where}`
      only(one, ['classname', 'name', 'time'], place)
      for (const name of ['classname', 'name']) rule(TOKEN.test(one.attributes[name] ?? ''), `${place}: ${name} is no token`)
      rule(one.attributes['time'] === '0.000', `${place} has time ${one.attributes['time']}`)
      const name = JSON.stringify([one.attributes['classname'], one.attributes['name']])
      rule(!names.has(name), `${place} has the name of another: ${name}`)
      names.add(name)
      rule(one.children.length <= 1, `${place} has ${one.children.length} children`)
      for (const child of one.children) {
        rule(['failure', 'error', 'skipped'].includes(child.name), `${place} has a ${child.name}`)
        only(child, child.name === 'skipped' ? ['message'] : ['type', 'message'], `${child.name} of ${place}`)
        rule(child.text.trim() !== '', `${child.name} of ${place} has no content`)
        rule((child.attributes['message'] ?? '') !== '', `${child.name} of ${place} has no message`)
      }
    }
  }
  return flaws
}

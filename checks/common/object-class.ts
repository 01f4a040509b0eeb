import { defineCheck, directorySchemaOf, judged, ldapSchema, list, mapOf, object, own, text, undetermined, type CheckFinding } from '../../src/api.ts'

export default defineCheck({
  id: 'common/object-class',
  title: 'The directory knows the object classes and attributes',
  why: 'An entry with a class or an attribute that the directory does not know is refused',
  remedy: 'Load the definitions into the schema of the directory, or change the parameters of this check',
  references: [{ title: 'The plan', section: 'parameters of common/object-class' }],
  scope: 'target',
  type: 'ldap',
  phases: { 'pre-upgrade': 'high', staged: 'high', 'post-upgrade': 'high', compliance: 'high' },
  parameters: object({
    classes: mapOf(
      list(text('name or OID of an attribute', 256), undefined, 1000),
      'by name or OID of a class: attributes that its entries must be able to hold',
    ),
  }),
  facts: { schema: own(ldapSchema) },
  messages: {
    classMissing: '{directory} does not know the object class {class}',
    attributeMissing: '{directory} does not know the attribute {attribute}',
    notListed: 'entries of the class {class} may not hold {attribute} in {directory}',
  },
  traps: {
    'other-case': 'names are compared without regard to case',
    'by-oid': 'the parameters name the class and the attribute by OID',
    inherited: 'the class inherits the attribute from the one above it',
    'required-attribute': 'an attribute that entries must have, they may have',
    'listed-and-unknown': 'the class lists an attribute that has no definition',
    'superior-unknown': 'the class above has no definition: what it would list is not known',
    'not-understood': 'the one definition that mentions the name is not understood',
    'nothing-asked': 'parameters without a class ask nothing: that is an error of the plan, not a pass',
  },
  evaluate: ({ facts: { schema }, parameters, target, finding }) => {
    const directory = target?.name ?? ''
    const index = directorySchemaOf(schema)
    const wanted = Object.entries(parameters.classes)
    if (wanted.length === 0) return undetermined('missing-evidence', 'the parameters name no class')
    const findings = new Map<string, CheckFinding>()
    const unknown = new Set<string>()
    const add = (made: CheckFinding): void => void findings.set(`${made.messageId} ${made.subject}`, made)
    for (const [name, attributes] of wanted) {
      const holder = index.objectClass(name)
      if (holder.is === 'unknown') unknown.add(holder.why)
      if (holder.is === 'absent') add(finding('classMissing', { directory, class: name }, { subject: name }))
      for (const attribute of attributes) {
        const type = index.attributeType(attribute)
        if (type.is === 'unknown') unknown.add(type.why)
        if (type.is === 'absent') add(finding('attributeMissing', { directory, attribute }, { subject: attribute }))
        if (holder.is !== 'found') continue
        const allowance = index.allows(name, attribute)
        if (allowance.is === 'unknown') unknown.add(allowance.why)
        const subject = `${name} ${attribute}`
        if (allowance.is === 'no') add(finding('notListed', { directory, class: name, attribute }, { subject }))
      }
    }
    if (findings.size === 0 && unknown.size > 0) return undetermined('parse-failed', `${directory}: ${[...unknown].join('; ')}`)
    const attributes = new Set(wanted.flatMap(([, names]) => names)).size
    return judged(`${directory} knows ${wanted.length} classes and ${attributes} attributes`, [...findings.values()], 'high')
  },
})

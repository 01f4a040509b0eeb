/** Encoded forms shorter than this say too little to be looked for: they would mask ordinary text. */
const MINIMUM = 6

/**
 * The forms in which a secret may appear in a text: raw; base64 and base64url at each of the three alignments, so that it is found within a longer encoded
 * value too (`Basic` credentials); hexadecimal, in both cases; percent-encoded (URL and form); JSON-, properties- and XML-escaped; and UTF-16LE as
 * hexadecimal and base64 (Windows). No duplicates; the raw form is first.
 */
export const encodingsOf = (value: string): readonly string[] => {
  const utf8 = Buffer.from(value, 'utf8')
  const utf16 = Buffer.from(value, 'utf16le')
  const encoded = [...base64Forms(utf8), ...base64Forms(utf16), ...hexForms(utf8), ...hexForms(utf16)].filter(({ length }) => length >= MINIMUM)
  return [...new Set([value, ...encoded, ...urlForms(value), ...escapedForms(value)])]
}

/** The characters of base64 that depend on these bytes only, for each alignment; and the whole with its padding, for short values. */
const base64Forms = (bytes: Uint8Array): readonly string[] =>
  [0, 1, 2].flatMap((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replaceAll('=', '')
    // 0, 8 or 16 bits of foreign bytes stand before: the characters they reach into differ from case to case, and so does a last one that is not full.
    const first = Math.ceil((shift * 8) / 6)
    const last = Math.floor(((shift + bytes.length) * 8) / 6)
    const certain = text.slice(first, last)
    const forms = shift === 0 && text.length >= MINIMUM && certain.length < MINIMUM ? [certain, text] : [certain]
    return forms.flatMap((form) => [form, form.replaceAll('+', '-').replaceAll('/', '_')])
  })

const hexForms = (bytes: Uint8Array): readonly string[] => {
  const lower = Buffer.from(bytes).toString('hex')
  return [lower, lower.toUpperCase()]
}

const urlForms = (value: string): readonly string[] => {
  const component = encodeURIComponent(value.toWellFormed())
  const strict = component.replaceAll(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
  return [component, strict, encodeURI(value.toWellFormed())].flatMap((form) => {
    const lower = form.replaceAll(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase())
    return [form, lower, form.replaceAll('%20', '+'), lower.replaceAll('%20', '+')]
  })
}

const escapedForms = (value: string): readonly string[] => {
  const json = JSON.stringify(value).slice(1, -1)
  const ascii = json.replaceAll(/[^\x20-\x7e]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
  const xml = value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  const quoted = xml.replaceAll('"', '&quot;')
  return [
    json,
    JSON.stringify(json).slice(1, -1),
    json.replaceAll('/', '\\/'),
    ascii,
    ascii.replaceAll(/\\u[0-9a-f]{4}/g, (escape) => `\\u${escape.slice(2).toUpperCase()}`),
    xml,
    value.replaceAll('&', '&amp;').replaceAll('<', '&lt;'),
    quoted,
    quoted.replaceAll("'", '&#39;'),
    quoted.replaceAll("'", '&#x27;'),
    quoted.replaceAll("'", '&apos;'),
  ]
}

/** One reference to a package, within one file. What each kind means is said in core/archive-scan.ts, which the facts are declared by. */
export interface Reference {
  readonly kind: ReferenceKind
  /** Dotted. */
  readonly name: string
  /** From 1; null where there are no lines. */
  readonly line: number | null
  /** In class files the field (`cookie`) or method (`service()`) that refers, where one does; in JSON `script`, of which the line is one; made printable. */
  readonly member?: string
}

export type ReferenceKind =
  | 'defines'
  | 'extends'
  | 'class'
  | 'descriptor'
  | 'string'
  | 'service-name'
  | 'service'
  | 'manifest'
  | 'name'
  | 'code'
  | 'literal'
  | 'text'
  | 'comment'
  | 'binary'

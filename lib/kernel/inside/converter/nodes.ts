/** The nodes of TypeScript's syntax tree, and the names in it, as far as the converter looks into them. */

export interface SyntaxNode {
  readonly kind: number
  readonly pos: number
  readonly end: number
  parent?: SyntaxNode
  getStart(file: SourceFile): number
  getSourceFile(): SourceFile
}

export interface Identifier extends SyntaxNode {
  readonly escapedText: string
}

export interface StringLiteral extends SyntaxNode {
  readonly text: string
}

/** A statement, and what the kinds have that are looked into. */
export interface Statement extends SyntaxNode {
  readonly name?: Identifier
  readonly expression?: SyntaxNode
  readonly moduleSpecifier?: SyntaxNode
  readonly declarationList?: SyntaxNode & { declarations: readonly (SyntaxNode & { name: Identifier })[] }
  importClause?: ImportClause
}

interface ImportClause extends SyntaxNode {
  name?: Identifier
  namedBindings?: SyntaxNode & { name?: Identifier; elements?: readonly (SyntaxNode & { name: Identifier })[] }
}

export interface SymbolOfName {
  readonly flags: number
  readonly escapedName: string
  readonly declarations?: readonly SyntaxNode[]
}

export interface SourceFile extends SyntaxNode {
  readonly fileName: string
  /** Where it really lies. */
  readonly resolvedPath: string
  readonly text: string
  readonly parseDiagnostics?: readonly { start: number; length: number; messageText: unknown }[]
  readonly isDeclarationFile: boolean
  statements: readonly Statement[]
  /** What it declares at its top, once it is bound. */
  readonly locals?: ReadonlyMap<string, SymbolOfName>
  /** Each name that stands in it. */
  readonly identifiers: ReadonlyMap<string, string>
  readonly imports?: readonly StringLiteral[]
  readonly moduleAugmentations: readonly SyntaxNode[]
  readonly ambientModuleNames: readonly string[]
  readonly referencedFiles: readonly { fileName: string }[]
}

/** `{ name }`, and `({ name = otherwise } = from)` */
export interface Shorthand extends SyntaxNode {
  readonly name: Identifier
  readonly objectAssignmentInitializer?: SyntaxNode
}

export interface JsDoc {
  readonly tags?: readonly { readonly tagName: Identifier; readonly comment?: unknown }[]
}

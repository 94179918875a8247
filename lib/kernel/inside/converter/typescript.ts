/** What the converter uses of TypeScript 5.9, part of it the compiler's own. */

import type {
  Identifier,
  JsDoc,
  Shorthand,
  SourceFile,
  Statement,
  StringLiteral,
  SymbolOfName,
  SyntaxNode,
} from './nodes.ts'

export type { Identifier, SourceFile, Statement, StringLiteral, SymbolOfName, SyntaxNode } from './nodes.ts'

export interface ResolvedModule {
  readonly resolvedModule?: { readonly resolvedFileName: string }
  readonly affectingLocations?: readonly string[]
}

export interface ResolvedTypes {
  readonly resolvedTypeReferenceDirective?: { readonly resolvedFileName?: string }
}

export interface CompilerDiagnostic {
  readonly file?: SourceFile
  readonly start: number
  readonly length: number
  readonly code: number
  readonly category: number
  readonly messageText: unknown
}

export interface TypeChecker {
  getTypeAtLocation(node: SyntaxNode): TypeOfNode
  isUnknownSymbol(symbol: SymbolOfName): boolean
  getSymbolAtLocation(node: SyntaxNode): SymbolOfName | undefined
  getShorthandAssignmentValueSymbol(node: SyntaxNode): SymbolOfName | undefined
  getAliasedSymbol(symbol: SymbolOfName): SymbolOfName
  getAmbientModules(): readonly SymbolOfName[]
  getEmitResolver(file: SourceFile): EmitResolver
}

interface EmitResolver {
  readonly hasGlobalName: unknown
}

/** Of a value, as far as an editor shows it. */
interface TypeOfNode {
  readonly symbol?: {
    getDocumentationComment(checker: TypeChecker): readonly TextPart[]
    getJsDocTags(checker: TypeChecker): readonly JsDocTag[]
  }
}

interface TextPart {
  readonly text: string
}

interface JsDocTag {
  readonly name: string
  readonly text?: readonly TextPart[]
}

type WriteFile = (file: string, text: string) => void

export interface CompilerProgram {
  /** How much it took over from the program before it. */
  readonly structureIsReused: number
  getCompilerOptions(): CompilerOptions
  getSourceFile(file: string): SourceFile | undefined
  getSourceFileByPath(path: string): SourceFile | undefined
  getSourceFiles(): readonly SourceFile[]
  getTypeChecker(): TypeChecker
  forEachResolvedModule(each: (resolved: ResolvedModule, name: string) => void, file: SourceFile): void
  forEachResolvedTypeReferenceDirective(each: (resolved: ResolvedTypes) => void, file: SourceFile): void
  getSyntacticDiagnostics(file: SourceFile): readonly CompilerDiagnostic[]
  getSemanticDiagnostics(file: SourceFile): readonly CompilerDiagnostic[]
  getDeclarationDiagnostics(file: SourceFile): readonly CompilerDiagnostic[]
  emit(
    file: SourceFile,
    write: WriteFile,
    cancellation: undefined,
    onlyDeclarations: undefined,
    transformers: Transformers,
    declaresAnyhow: boolean,
  ): { diagnostics: readonly CompilerDiagnostic[] }
}

export type Transformer = (context: object) => (file: SourceFile) => SourceFile

export interface Transformers {
  after: (() => (file: SourceFile) => SourceFile)[]
  afterDeclarations: (() => (file: SourceFile) => SourceFile)[]
}

export type CompilerOptions = Record<string, unknown> & {
  target?: number
  inlineSourceMap?: boolean
  typeRoots?: string[]
  types?: string[]
  paths?: Record<string, string[]>
}

/** How a source is to be parsed. */
export interface SourceOptions {
  languageVersion: number
  setExternalModuleIndicator: unknown
}

/** The files as the compiler sees them. */
export interface CompilerHost {
  getSourceFile(file: string, options: SourceOptions): SourceFile | undefined
  getSourceFileByPath(file: string, path: string, options: SourceOptions): SourceFile | undefined
  onReleaseOldSourceFile(file: SourceFile): void
  hasInvalidatedResolutions(path: string): boolean
  hasChangedAutomaticTypeDirectiveNames(): boolean
  getModuleResolutionCache(): object
  resolveModuleNameLiterals(
    names: readonly { text: string }[],
    from: string,
    redirected: unknown,
    options: CompilerOptions,
    file: SourceFile,
  ): readonly ResolvedModule[]
  resolveTypeReferenceDirectiveReferences(
    names: readonly (string | { fileName: string; resolutionMode?: unknown })[],
    from: string,
    redirected: unknown,
    options: CompilerOptions,
    file: SourceFile | undefined,
  ): readonly ResolvedTypes[]
  [rest: string]: unknown
}

export interface CompilerSystem {
  readonly newLine: string
  useCaseSensitiveFileNames: boolean
  getExecutingFilePath(): string
  getCurrentDirectory(): string
  readFile(file: string): string | undefined
  fileExists(file: string): boolean
  directoryExists(folder: string): boolean
  getDirectories(folder: string): string[]
  realpath?(file: string): string
  getEnvironmentVariable?(name: string): string
}

/** What a front end is told of the name at a place. */
export interface QuickInfo {
  kind: string
  kindModifiers: string
  textSpan: { start: number; length: number }
  displayParts?: readonly TextPart[] | undefined
  documentation?: readonly TextPart[] | undefined
  tags?: readonly JsDocTag[] | undefined
}

export interface Completions {
  entries: readonly { name: string; sortText: string }[]
  optionalReplacementSpan?: { start: number; length: number }
}

interface TransformationResult {
  readonly transformed: readonly SourceFile[]
  readonly emitNodeWithNotification: unknown
  readonly isEmitNotificationEnabled: unknown
  readonly substituteNode: unknown
  dispose(): void
}

interface TextWriter {
  writeLine(): void
  getText(): string
}

/** A map from compiled text to its source, as it is made. */
export interface SourceMapGenerator {
  toString(): string
}

interface Scanner {
  setText(text: string): void
  setLanguageVariant(variant: number): void
  scan(): number
  getTokenText(): string
}

export interface TypeScript {
  readonly version: string
  readonly sys: CompilerSystem
  readonly ScriptTarget: { readonly ES2022: number; readonly ES2024: number; readonly Latest: number }
  readonly ModuleKind: { readonly CommonJS: number; readonly ESNext: number }
  readonly ModuleResolutionKind: { readonly Node10: number; readonly Bundler: number }
  readonly NewLineKind: { readonly LineFeed: number }
  readonly JsxEmit: { readonly React: number; readonly Preserve: number }
  readonly SymbolFlags: { readonly Alias: number; readonly Value: number; readonly Type: number }
  readonly NodeFlags: { readonly Const: number; readonly BlockScoped: number; readonly AwaitUsing: number }
  readonly SyntaxKind: Readonly<Record<string, number>>
  readonly factory: {
    createNodeArray<Item>(items: readonly Item[]): readonly Item[]
    createIdentifier(name: string): SyntaxNode
    createPropertyAccessExpression(object: SyntaxNode, name: SyntaxNode): SyntaxNode
    createCallExpression(called: SyntaxNode, types: undefined, values: readonly SyntaxNode[]): SyntaxNode
    createModifier(kind: number): SyntaxNode
    createAssignment(left: SyntaxNode, right: SyntaxNode): SyntaxNode
    createPropertyAssignment(name: SyntaxNode, value: SyntaxNode): SyntaxNode
    createExpressionStatement(expression: SyntaxNode): Statement
    createVariableDeclaration(name: string, mark: undefined, type: undefined, value: SyntaxNode): SyntaxNode
    createVariableDeclarationList(declarations: readonly SyntaxNode[], flags: number): SyntaxNode
    createVariableStatement(modifiers: readonly SyntaxNode[], list: SyntaxNode): Statement
  }

  createSourceFile(
    file: string,
    text: string,
    options: SourceOptions | number,
    setsParents?: boolean,
    kind?: number,
  ): SourceFile
  bindSourceFile(file: SourceFile, options: CompilerOptions): void
  createProgram(
    roots: readonly string[],
    options: CompilerOptions,
    host: CompilerHost,
    former: CompilerProgram | undefined,
  ): CompilerProgram
  createTypeChecker(host: object): TypeChecker
  readConfigFile(
    file: string,
    read: (file: string) => string | undefined,
  ): { config?: object; error?: CompilerDiagnostic }
  parseJsonConfigFileContent(
    config: object | undefined,
    host: object,
    folder: string,
    existing: undefined,
    file: string,
  ): { options: CompilerOptions; errors: readonly CompilerDiagnostic[] }
  transpileModule(
    text: string,
    options: {
      fileName: string
      compilerOptions: CompilerOptions
      reportDiagnostics: boolean
      transformers: { before: readonly Transformer[]; after: readonly Transformer[] }
    },
  ): { outputText: string; sourceMapText?: string; diagnostics?: readonly CompilerDiagnostic[] }
  getSetExternalModuleIndicator(options: CompilerOptions): unknown
  getDefaultLibFileName(options: CompilerOptions): string
  getAutomaticTypeDirectiveNames(options: CompilerOptions, host: object): string[]
  createModuleResolutionCache(folder: string, canonical: (file: string) => string, options: CompilerOptions): object
  resolveModuleName(
    name: string,
    from: string,
    options: CompilerOptions,
    host: object,
    cache: object | undefined,
  ): ResolvedModule
  resolveTypeReferenceDirective(
    name: string,
    from: string,
    options: CompilerOptions,
    host: object,
    redirected: undefined,
    cache: undefined,
    mode: unknown,
  ): ResolvedTypes
  toPath(file: string, folder: string, canonical: (file: string) => string): string

  sortAndDeduplicateDiagnostics(diagnostics: readonly CompilerDiagnostic[]): readonly CompilerDiagnostic[]
  flattenDiagnosticMessageText(messageText: unknown, newline: string): string
  getLineAndCharacterOfPosition(file: SourceFile, offset: number): { line: number; character: number }

  visitEachChild<Visited extends SyntaxNode>(
    node: Visited,
    visit: (node: SyntaxNode) => SyntaxNode,
    context: object,
  ): Visited
  readonly nullTransformationContext: object
  getTransformers(
    options: CompilerOptions,
    custom?: { before: readonly Transformer[] },
  ): { scriptTransformers: readonly unknown[] }
  transformNodes(
    resolver: EmitResolver,
    host: object,
    factory: unknown,
    options: CompilerOptions,
    files: readonly SourceFile[],
    transformers: readonly unknown[],
    allowDeclarations: boolean,
  ): TransformationResult
  createPrinter(
    options: { newLine: number; module?: number; target?: number },
    hooks?: object,
  ): {
    printFile(file: SourceFile): string
    writeFile(file: SourceFile, writer: TextWriter, map: SourceMapGenerator | undefined): void
  }
  createTextWriter(newline: string): TextWriter
  createSourceMapGenerator(
    host: object,
    file: string,
    sourceRoot: string,
    sourcesFolder: string,
    options: object,
  ): SourceMapGenerator
  createScanner(target: number, skipsTrivia: boolean): Scanner
  parseIsolatedJSDocComment(text: string): { jsDoc?: JsDoc; diagnostics?: readonly unknown[] } | undefined
  readonly LanguageVariant: { readonly Standard: number }
  readonly ScriptKind: { readonly TSX: number }

  findPrecedingToken(position: number, file: SourceFile): SyntaxNode | undefined
  findNextToken(token: SyntaxNode, parent: SyntaxNode, file: SourceFile): SyntaxNode | undefined
  getTouchingPropertyName(file: SourceFile, position: number): SyntaxNode
  getContainerNode(node: SyntaxNode): SyntaxNode | undefined
  createTextSpanFromNode(node: SyntaxNode, file: SourceFile): { start: number; length: number }
  typeToDisplayParts(checker: TypeChecker, type: TypeOfNode, around: SyntaxNode | undefined): readonly TextPart[]
  isInComment(file: SourceFile, position: number): unknown
  isLabelName(node: SyntaxNode): boolean
  readonly SymbolDisplay: {
    getSymbolDisplayPartsDocumentationAndSymbolKind(
      checker: TypeChecker,
      symbol: SymbolOfName,
      file: SourceFile,
      around: SyntaxNode | undefined,
      node: SyntaxNode,
    ): { symbolKind: string } & Omit<QuickInfo, 'kind' | 'kindModifiers' | 'textSpan'>
    getSymbolModifiers(checker: TypeChecker, symbol: SymbolOfName): string
  }
  readonly Completions: {
    getCompletionsAtPosition(
      host: object,
      program: CompilerProgram,
      log: (message: string) => void,
      file: SourceFile,
      position: number,
      preferences: object,
      trigger: undefined,
      kind: number,
      cancellation: object,
    ): Completions | undefined
  }
  readonly CompletionTriggerKind: { readonly Invoked: number }
  forEachChild<Result>(node: SyntaxNode, each: (node: SyntaxNode) => Result | undefined): Result | undefined
  isFunctionLike(node: SyntaxNode): boolean
  isNewExpression(node: SyntaxNode): node is SyntaxNode & { expression: SyntaxNode }
  isStringLiteral(node: SyntaxNode): node is StringLiteral
  isIdentifier(node: SyntaxNode): node is Identifier
  getOriginalNode(node: SyntaxNode): SyntaxNode
  isExportDeclaration(node: SyntaxNode): boolean
  isExpressionStatement(node: SyntaxNode): node is Statement & { expression: SyntaxNode }
  isShorthandPropertyAssignment(node: SyntaxNode): node is Shorthand
  isTryStatement(node: SyntaxNode): node is Statement & { tryBlock: { statements: readonly Statement[] } }
}

import type { ScriptPlace } from './script-error.ts'

/** What stands between `%{` and `}%`: of Python, what asserts of TCP_INFO need. */
export type CodeStatement = { readonly place: ScriptPlace } & (
  | {
      readonly kind: 'assert'
      readonly condition: CodeExpression
      readonly message: CodeExpression | undefined
      /** The condition as it is written. */
      readonly text: string
    }
  | { readonly kind: 'assign'; readonly name: string; readonly value: CodeExpression }
  | { readonly kind: 'print'; readonly values: readonly CodeExpression[] }
)

export type CodeExpression = { readonly place: ScriptPlace } & (
  | { readonly kind: 'constant'; readonly value: CodeValue }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'tuple'; readonly items: readonly CodeExpression[] }
  | { readonly kind: 'unary'; readonly operator: string; readonly operand: CodeExpression }
  | {
      readonly kind: 'binary'
      readonly operator: string
      readonly left: CodeExpression
      readonly right: CodeExpression
    }
  /** `a < b <= c`: each with the one before. */
  | {
      readonly kind: 'comparison'
      readonly first: CodeExpression
      readonly rest: readonly { readonly operator: string; readonly operand: CodeExpression }[]
    }
  | {
      readonly kind: 'choice'
      readonly condition: CodeExpression
      readonly yes: CodeExpression
      readonly no: CodeExpression
    }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly CodeExpression[] }
)

export type CodeValue = number | string | boolean | null | readonly CodeValue[]

// @ts-check
/** The editor of a cell: CodeMirror in the colours of the page. */
import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
  completionStatus,
} from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands'
import { typescriptLanguage } from '@codemirror/lang-javascript'
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting } from '@codemirror/language'
import { EditorState, Prec } from '@codemirror/state'
import { drawSelection, EditorView, keymap } from '@codemirror/view'
import { tags } from '@lezer/highlight'

const colours = HighlightStyle.define([
  {
    tag: [tags.keyword, tags.operatorKeyword, tags.modifier, tags.self, tags.null, tags.bool],
    color: 'var(--magenta)',
  },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], color: 'var(--green)' },
  { tag: tags.number, color: 'var(--yellow)' },
  { tag: tags.comment, color: 'var(--gray)', fontStyle: 'italic' },
  { tag: [tags.function(tags.variableName), tags.function(tags.definition(tags.variableName))], color: 'var(--blue)' },
  { tag: [tags.function(tags.propertyName)], color: 'var(--blue)' },
  { tag: tags.definition(tags.propertyName), color: 'var(--violet)' },
  { tag: [tags.typeName, tags.className], color: 'var(--cyan)' },
])

const looks = EditorView.theme({
  '&': {
    backgroundColor: 'var(--raised)',
    color: 'var(--ink)',
    border: '1px solid var(--accent)',
    borderRadius: '.5rem',
  },
  '&.cm-focused': { outline: '2px solid var(--accent)', outlineOffset: '1px' },
  '.cm-scroller': { fontFamily: 'var(--mono)', fontSize: '.875rem', lineHeight: '1.6', fontVariantLigatures: 'none' },
  '.cm-content': { padding: '.8rem 0', caretColor: 'var(--ink)' },
  '.cm-line': { padding: '0 1rem' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)', borderLeftWidth: '2px' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    background: 'color-mix(in srgb, var(--accent) 28%, transparent)',
  },
  '&.cm-focused .cm-matchingBracket': { background: 'color-mix(in srgb, var(--accent) 22%, transparent)' },
  '.cm-tooltip': {
    background: 'var(--ground)',
    color: 'var(--ink)',
    border: '1px solid var(--line)',
    borderRadius: '.35rem',
    maxWidth: 'min(32rem, 90vw)',
  },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': { background: 'var(--accent)', color: 'var(--ground)' },
  '.cm-tooltip.cm-completionInfo': { padding: '.4rem .6rem', font: '.8125rem var(--text)' },
  '.cm-completionInfo p': { margin: '.3rem 0 0' },
  '.cm-completionInfo code': { whiteSpace: 'pre-wrap' },
  '@media (hover: none)': { '.cm-scroller': { fontSize: '1rem' } },
})

/**
 * @param {{ source: string, label: string, run: () => void, changed: (source: string) => void,
 *   complete: import('@codemirror/autocomplete').CompletionSource }} options
 */
export function codeEditor({ source, label, run, changed, complete }) {
  const running = () => {
    run()
    return true
  }
  const keys = [
    { key: 'Shift-Enter', run: running },
    { key: 'Mod-Enter', run: running },
    {
      key: 'Escape',
      // The next Tab leaves the editor, however late it comes.
      run: (/** @type {EditorView} */ view) => {
        if (completionStatus(view.state) === null) view.setTabFocusMode(true)
        return false
      },
    },
  ]
  const isTouched = EditorView.updateListener.of((update) => {
    if (update.docChanged) changed(update.state.doc.toString())
    if (update.docChanged || (update.focusChanged && update.view.hasFocus)) update.view.setTabFocusMode(false)
  })
  return new EditorView({
    doc: source,
    extensions: [
      ...[
        Prec.highest(keymap.of(keys)),
        history(),
        drawSelection(),
        indentOnInput(),
        bracketMatching(),
        closeBrackets(),
      ],
      ...[typescriptLanguage, syntaxHighlighting(colours), looks, isTouched, EditorState.tabSize.of(2)],
      autocompletion({ override: [complete], icons: false }),
      keymap.of([...closeBracketsKeymap, ...completionKeymap, ...defaultKeymap, ...historyKeymap, indentWithTab]),
      EditorView.contentAttributes.of({
        'aria-label': label,
        // What scrolls is reached by it.
        tabindex: '0',
        autocapitalize: 'off',
        autocorrect: 'off',
        spellcheck: 'false',
      }),
      ...(matchMedia('(max-width: 46rem)').matches ? [EditorView.lineWrapping] : []),
    ],
  })
}

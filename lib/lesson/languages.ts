import hljs from 'highlight.js/lib/common'
import clojure from 'highlight.js/lib/languages/clojure'
import cmake from 'highlight.js/lib/languages/cmake'
import dart from 'highlight.js/lib/languages/dart'
import dockerfile from 'highlight.js/lib/languages/dockerfile'
import elixir from 'highlight.js/lib/languages/elixir'
import erlang from 'highlight.js/lib/languages/erlang'
import fortran from 'highlight.js/lib/languages/fortran'
import fsharp from 'highlight.js/lib/languages/fsharp'
import groovy from 'highlight.js/lib/languages/groovy'
import haskell from 'highlight.js/lib/languages/haskell'
import julia from 'highlight.js/lib/languages/julia'
import latex from 'highlight.js/lib/languages/latex'
import lisp from 'highlight.js/lib/languages/lisp'
import matlab from 'highlight.js/lib/languages/matlab'
import ocaml from 'highlight.js/lib/languages/ocaml'
import powershell from 'highlight.js/lib/languages/powershell'
import prolog from 'highlight.js/lib/languages/prolog'
import sas from 'highlight.js/lib/languages/sas'
import scala from 'highlight.js/lib/languages/scala'
import scheme from 'highlight.js/lib/languages/scheme'
import stata from 'highlight.js/lib/languages/stata'
import tcl from 'highlight.js/lib/languages/tcl'

/** highlight.js with the languages of common use, and those that there are kernels for. */
const others = {
  clojure,
  cmake,
  dart,
  dockerfile,
  elixir,
  erlang,
  fortran,
  fsharp,
  groovy,
  haskell,
  julia,
  latex,
  lisp,
  matlab,
  ocaml,
  powershell,
  prolog,
  sas,
  scala,
  scheme,
  stata,
  tcl,
}
for (const [name, language] of Object.entries(others)) hljs.registerLanguage(name, language)
hljs.registerAliases(['c++11', 'c++14', 'c++17', 'c++20', 'xcpp'], { languageName: 'cpp' })
hljs.registerAliases(['ipython', 'ipython3', 'python2', 'python3', 'sage', 'sagemath'], { languageName: 'python' })
hljs.registerAliases(['octave'], { languageName: 'matlab' })
hljs.registerAliases(['ir', 'rlang'], { languageName: 'r' })
hljs.registerAliases(['script', 'system', 'cmd'], { languageName: 'bash' })

export { hljs }

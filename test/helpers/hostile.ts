const svg = (inner: string, attributes = '') =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" ${attributes}>${inner}<path d="M0 0h9"/></svg>`

/** Markup that would run, load or send something in a page that let it through: what it tries → the markup. */
export const hostileSnippets: Record<string, string> = {
  'a script': '<p>seen</p><script>alert(1)</script>',
  'a script in SVG': svg('<script>alert(1)</script>'),
  'an event handler': '<img src="data:image/png;base64,iVBORw0KGgo=" onerror="alert(1)"><p onclick=alert(1)>seen</p>',
  'an event handler in SVG': svg('<circle r="1" onload="alert(1)"/>', 'onload="alert(1)"'),
  'a javascript: link': '<a href="javascript:alert(1)">seen</a>',
  'a javascript: link in disguise': '<a href="&#x0a;jav&#x09;ascript&colon;alert(1)">seen</a>',
  'a vbscript: link': '<a href=" VBScript:msgbox(1)">seen</a>',
  'a data: page': '<a href="data:text/html,<script>alert(1)</script>">seen</a>',
  'a frame': '<iframe src="https://example.org/"></iframe><p>seen</p>',
  'a frame of its own text': '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  'an object': '<object data="https://example.org/"></object><embed src="https://example.org/">',
  'a form':
    '<form action="https://example.org/"><input name=q><button formaction="javascript:alert(1)">go</button></form>',
  'a base': '<base href="https://example.org/"><a href="x">seen</a>',
  'a refresh': '<meta http-equiv="refresh" content="0;url=https://example.org/">seen',
  'a style sheet from elsewhere': '<link rel="stylesheet" href="https://example.org/x.css">seen',
  'a style that loads': '<style>@import url(https://example.org/);</style>seen',
  'a style attribute that covers the page':
    '<div style="position:fixed;inset:0;background:url(https://example.org/)">seen</div>',
  'a picture from elsewhere':
    '<img src="https://example.org/track.png" alt="seen" srcset="https://example.org/2.png 2x">',
  'a video from elsewhere':
    '<video poster="https://example.org/p.png"><source src="https://example.org/v"></video>seen',
  foreignObject: svg('<foreignObject><body><script>alert(1)</script></body></foreignObject>'),
  'use of another document': svg(
    '<use href="https://example.org/x.svg#a"/><use xlink:href="data:image/svg+xml;base64,PHN2Zz4=#a"/>',
  ),
  'an animated link': svg('<a href="#"><animate attributeName="href" values="javascript:alert(1)"/><text>x</text></a>'),
  'a handler that is set': svg('<set attributeName="onmouseover" to="alert(1)"/>'),
  'a picture from elsewhere in SVG': svg('<image href="https://example.org/x.png" width="9" height="9"/>'),
  'a fill from elsewhere': svg('<rect width="9" height="9" fill="url(https://example.org/x.svg#p)"/>'),
  'a style that loads, in SVG': svg(
    '<style>@import "https://example.org/x.css"; rect{fill:url(https://example.org/)}</style>',
  ),
  'a style of escapes': svg('<style>rect{fill:u\\72l(https://example.org/)}</style>'),
  'a style attribute that loads, in SVG': svg('<rect width="9" height="9" style="fill:url(https://example.org/)"/>'),
  'a style that ends early': svg('<style>/*</style><img src=x onerror=alert(1)>*/</style>'),
  'markup in a style': svg('<style>&lt;img src=x onerror=alert(1)&gt;</style>'),
  'markup in a title': svg('<title><img src=x onerror=alert(1)></title>'),
  'markup in a title’s style': svg('<title><style><img src=x onerror=alert(1)></style></title>'),
  'a breakout through math':
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x onerror=alert(1)&gt;">',
  'a breakout through noscript': '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
  'a breakout through select': '<select><template><style><img src=x onerror=alert(1)></style></template></select>',
  'a breakout through comment': '<!--><img src=x onerror=alert(1)>-->',
  'a breakout through CDATA': svg('<desc><![CDATA[</desc><script>alert(1)</script>]]></desc>'),
  'a template': '<template><script>alert(1)</script></template>seen',
  'a placeholder of ours': '<x-math data-n="0"></x-math><svg data-figure="0"></svg><script>alert(1)</script>',
  'a frame in a foreignObject': svg(
    '<foreignObject><div><iframe src="https://example.org/"></iframe><img src="https://example.org/x.png" onerror="alert(1)">seen</div></foreignObject>',
  ),
  'a handler in a foreignObject': svg(
    '<foreignObject onload="alert(1)"><div onclick="alert(1)" id="page_main"><a href="javascript:alert(1)">seen</a></div></foreignObject>',
  ),
  'a style in a foreignObject': svg(
    '<foreignObject><style>*{background:url(https://example.org/)}</style><div style="position:fixed;inset:0;background:url(https://example.org/)">seen</div></foreignObject>',
  ),
  'a drawing in a foreignObject': svg(
    '<foreignObject><svg><style><!--</style><image href="https://example.org/x.png"/><a href="javascript:alert(1)">x</a></svg></foreignObject>',
  ),
  'a foreignObject that is not closed': svg('<foreignObject><div/><p><table><style><img src=x onerror=alert(1)>'),
  'a breakout from a foreignObject': svg(
    '<foreignObject><math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x onerror=alert(1)&gt;"></foreignObject>',
  ),
  'a filter that loads': svg(
    '<filter id="f"><feImage href="https://example.org/x.png"/><feImage xlink:href="data:image/svg+xml,<svg onload=alert(1)>"/></filter><rect width="9" height="9" style="filter:url(https://example.org/x.svg#f)" filter="url(https://example.org/x.svg#f)"/>',
  ),
  'references of a style that lead out': svg(
    '<rect width="9" height="9" style="fill:url(x.svg#g);clip-path:url(#c) url(//example.org/);mask:url(data:image/svg+xml,x#m);marker:url(\'#a\\27)"/>',
  ),
  'a link in SVG to a script': svg(
    '<a href="javascript:alert(1)" target="_top"><text>seen</text></a><a xlink:href="vbscript:x"><rect width="9" height="9"/></a>',
  ),
  'a switch': svg('<switch><foreignObject><script>alert(1)</script>x</foreignObject><g onload="alert(1)"/></switch>'),
  'a colour that loads':
    '<p style="color:red;background:url(https://example.org/) red;color:expression(alert(1))">seen</p>',
  'looks that cover the page':
    '<div style="position:absolute;margin:-999px;width:9999999px;z-index:9;transform:scale(99);color:#fff">seen</div>',
  'looks of escapes': '<p style="c\\6flor:red;background:u\\72l(https://example.org/)">seen</p>',
  'looks that end early':
    '<p style="color:red&quot;onclick=&quot;alert(1)">seen</p><font color="red;x:url(//example.org)">x</font>',
  'old attributes that load':
    '<table background="https://example.org/x.png"><tr><td background="https://example.org/y">seen</td></table>',
  'a frame that closes itself': '<iframe src="javascript:alert(1)"/><p>seen</p><embed src="javascript:alert(1)">',
  'a breakout through noembed':
    '<noscript><img src=x onerror=alert(1)></noscript><noembed><img src=x onerror=alert(1)></noembed>',
  'a breakout through a title':
    '<title><img src=x onerror=alert(1)></title><textarea><script>alert(1)</script></textarea><plaintext><img src=x onerror=alert(1)>',
  'a film with a handler':
    '<video src=x onerror="alert(1)"><source src=x onerror="alert(1)">x</video>seen<audio src="data:text/html,x" onerror=alert(1) />',
  'a box to tick that asks':
    '<input type="checkbox" autofocus onfocus="alert(1)" formaction="javascript:alert(1)" checked>seen',
  'an alert box that is more':
    '<div class="alert alert-info page stamp verified" onclick="alert(1)" style="position:fixed">seen</div>',
}

/** TeX that asks for markup, styles, scripts, addresses, or for more than a page has: in prose and in `text/latex`. */
export const hostileTex: Record<string, string> = {
  'a link to a script': '\\href{javascript:alert(1)}{x}\\href{ jav&#x09;ascript:alert(1)}{x}\\url{javascript:alert(1)}',
  'a link that breaks out':
    '\\href{https://x/"onclick="alert(1)}{x}\\href{https://x/\'><img src=x onerror=alert(1)>}{x}',
  'attributes of HTML':
    '\\class{site}{x}\\id{page_main}{x}\\style{position:fixed}{x}\\data{href=0,on=1}{x}\\data{onclick=alert(1)}{x}',
  'markup in text':
    '\\text{<img src=x onerror=alert(1)>}\\mbox{</math><script>alert(1)</script>}\\tag{<svg onload=alert(1)>}',
  'markup in a label':
    '\\label{"><img src=x onerror=alert(1)>}\\eqref{"><img src=x onerror=alert(1)>}\\ref{\'onclick=\'x}',
  'markup in a macro':
    '\\def\\x{\\text{<script>alert(1)</script>}}\\x\\newcommand{\\y}[1][<img onerror=alert(1)>]{\\text{#1}}\\y',
  'a picture': '\\includegraphics{https://example.org/x.png}\\includegraphics[alt=x]{javascript:alert(1)}',
  'a name of a macro that objects have':
    '\\def\\__proto__{x}\\def\\constructor{y}\\constructor\\let\\toString=\\alpha\\toString',
  'a colour that is more':
    '\\textcolor{red;background:url(https://example.org/)}{x}\\colorbox{"onclick="alert(1)}{x}\\color{</math>}x',
  'marks of our own': '\ufdd00\ufdd1 \ufdd099\ufdd1 %EF%B7%900%EF%B7%91',
}

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
}

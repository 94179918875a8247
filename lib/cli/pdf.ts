/** What of a PDF is of use here: its pages, and on which of them places are that links inside it lead to. */
export interface PdfPages {
  count: number
  /** By the id that the place had, where that is of letters, digits and the like: the number of its page, from 1. */
  places: ReadonlyMap<string, number>
}

/** Reads it as Chromium writes it: objects in plain text, streams of pages aside. */
export function pdfPages(pdf: Uint8Array): PdfPages {
  const text = Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength).toString('latin1')
  const pages = [...text.matchAll(/^(\d+) 0 obj\n<<\/Type \/Page\n/gm)].map(([, object]) => object!)
  const numbers = new Map(pages.map((object, at) => [object, at + 1]))
  const places = new Map<string, number>()
  for (const [, name, object] of text.matchAll(/\/(\S+) \[(\d+) 0 R \/XYZ /g)) {
    const number = numbers.get(object!)
    if (number !== undefined) places.set(name!, number)
  }
  return { count: pages.length, places }
}

/** TypeScript to read: highlighted in a notebook, plain where it is printed. */
export class Listing {
  readonly code: string

  constructor(code: string) {
    this.code = code
  }

  /** As MIME types to content. */
  bundle(): Record<string, string> {
    return { 'text/markdown': `\`\`\`ts\n${this.code}\n\`\`\`` }
  }

  toString(): string {
    return this.code
  }
}

// The first is the method by which a value says how a notebook shows it, as Deno's kernel has it; the second is Node's own.
Object.defineProperties(Listing.prototype, {
  [Symbol.for('Jupyter.display')]: { value: Listing.prototype.bundle },
  [Symbol.for('nodejs.util.inspect.custom')]: { value: Listing.prototype.toString },
})

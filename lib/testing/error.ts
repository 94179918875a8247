/**
 * A notebook did not pass. The message tells all there is to tell; where in ackbook it was thrown would help nobody, so there is no
 * stack for runners to print.
 */
export class NotebookTestError extends Error {
  constructor(message: string) {
    super(message)
    Object.defineProperty(this, 'stack', { value: '', configurable: true, writable: true })
  }
}

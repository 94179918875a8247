/** Pages that are being written, in a browser: a server for this machine alone, which tells each page when it is another, and who watches files. */
export { type PageServer, type ServedPages, servePages } from './server.ts'
export { FolderWatch } from './watch.ts'

/** Notebooks and pages on disk: found under paths, read, written whole or not at all. */
export { cacheFolder } from './cache-folder.ts'
export { FileError, reasonOf } from './error.ts'
export { type FoundInputs, type FoundNotebook, findNotebooks } from './find.ts'
export { makePrivateFolder } from './private-folder.ts'
export { fingerprint, readNotebook, readTextFile } from './read.ts'
export { sweepBeside } from './temporary.ts'
export { checkWritable, obstacleIn, writeWhole } from './write.ts'

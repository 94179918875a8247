/** Notebooks and pages on disk: found under paths, read, written whole or not at all. */
export { cacheFolder } from './cache-folder.ts'
export { type Companion, companionsIn } from './companions.ts'
export { FileError, reasonOf } from './error.ts'
export {
  comparePaths,
  type FittingPath,
  type FoundInputs,
  type FoundNotebook,
  findNotebooks,
  inNotebookOrder,
  isPassedOver,
  sharedMark,
} from './find.ts'
export { foldersBelow } from './folders.ts'
export { checkInside } from './inside.ts'
export { makePrivateFolder } from './private-folder.ts'
export { projectOf } from './project.ts'
export { fingerprint, readNotebook, readTextFile } from './read.ts'
export { removeTemporary, sweepBeside, sweepFolders, temporaryFolder } from './temporary.ts'
export { checkWritable, obstacleIn, writeWhole } from './write.ts'
export { writeNew } from './write-new.ts'

/** What verifying found of one output of a cell. */
export interface OutputVerdict {
  verdict:
    | 'verified'
    /** The same after what may differ was put out of the way. */
    | 'normalised'
    /** Nobody looked: all of it is left out. */
    | 'not-compared'
    | 'differs'
  /** What made different texts the same, where it is normalised: names of normalisers, `tolerance`. */
  by?: { name: string; count: number }[]
  /** Its types or its stream that were not compared; absent when all were. */
  leftOut?: string[]
}

/** What was found of the outputs of one code cell. */
export interface CellVerdicts {
  /** Its place among all cells, from 0. */
  cell: number
  /** Of each stored output, in their order. */
  outputs: OutputVerdict[]
}

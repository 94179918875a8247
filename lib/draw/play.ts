/** What a figure is called with: a member for each of its parameters that a reader has set. */
export type PlayValues = Readonly<Record<string, number | string | readonly (number | string)[] | undefined>>

/**
 * What a page lets its reader do with a figure besides setting its parameters. All of it is plain data: it comes from the worker in
 * which the figure is made. Every press sets parameters, and the figure is made anew with them: a figure keeps nothing.
 */
export interface Play {
  /** What happens, in its order, each in a few words: for the slider of the parameter that is a moment. */
  readonly moments?: readonly string[]
  /** Places in the picture of this width, in the order in which a keyboard reaches them. */
  targets?(width: number): readonly Target[]
  /** Buttons below the picture. */
  readonly actions?: readonly PlayAction[]
  /** The same run seen otherwise, shown with the picture. */
  readonly views?: readonly PlayView[]
  /** What the reader may try to reach. */
  readonly challenge?: Challenge
  /** What is said of the last change; the figure's sentence unless told. */
  readonly said?: string
}

/** A place in a picture that can be pressed, or points to its like in other views of the same figure. */
export interface Target {
  /** Path data in the picture's own coordinates: an outline, or a line, which is pressed anywhere near it. */
  readonly shape: string
  readonly isLine?: boolean
  /** What a press does, or what it is: "lose segment 3". Its accessible name. */
  readonly label: string
  /** What a press sets; without it, it only points. */
  readonly set?: PlayValues
  /** Whether it is pressed now, where a press is undone by another. */
  readonly isOn?: boolean
  /** The same name in another view is the same thing: both are marked while one is pointed at. */
  readonly link?: string
}

/** A button. It sets parameters, or hands out a file. */
export interface PlayAction {
  readonly label: string
  /** The heading over the buttons that it stands with. */
  readonly group?: string
  readonly set?: PlayValues
  /** Why it cannot be pressed now. */
  readonly isOff?: string
  readonly isOn?: boolean
  /** The name of the file that it makes. */
  readonly file?: string
  /** What is in it. Asked for when it is pressed. */
  bytes?(): Uint8Array
}

/** A figure as a view has it. */
export interface Pictured {
  svg(width?: number): string
  readonly sentence: string
  readonly play?: Pick<Play, 'targets'> | undefined
}

/** Another sight of the run: a picture, a text of which lines are lit, or facts. */
export interface PlayView {
  /** Its heading. */
  readonly name: string
  readonly figure?: Pictured
  /** A program's lines. */
  readonly lines?: readonly { readonly text: string; readonly isLit?: boolean; readonly note?: string }[]
  readonly facts?: readonly PlayFact[]
}

export interface PlayFact {
  readonly name: string
  readonly value: string
  /** Where it is written: an address. */
  readonly href?: string
  /** Whether it is another than before. */
  readonly isChanged?: boolean
}

export interface Challenge {
  readonly ask: string
  readonly isMet: boolean
  /** What is said when it is met. */
  readonly told?: string
}

/** A parameter of a figure, as the page's data has it: `LiveParameter` of `notebook/live.ts`. */
export type PageParameter = NumberSetting | ChoiceSetting | ListSetting | MomentSetting

interface NamedSetting {
  name: string
  label: string
}

export interface NumberSetting extends NamedSetting {
  min: number
  max: number
  step: number
  unit?: string
  default: number
}

export interface ChoiceSetting extends NamedSetting {
  choices: readonly string[]
  default: string
}

export interface ListSetting extends NamedSetting {
  of: readonly [from: number, to: number] | readonly string[]
  most: number
  default: readonly (number | string)[]
}

export interface MomentSetting extends NamedSetting {
  moment: true
}

export type PageValue = number | string | readonly (number | string)[] | undefined
export type PageValues = Readonly<Record<string, PageValue>>

/** A place in a picture: `Target` of `draw/play.ts`. */
export interface PageTarget {
  readonly shape: string
  readonly isLine?: boolean
  readonly label: string
  readonly set?: PageValues
  readonly isOn?: boolean
  readonly link?: string
}

/** `PlayAction` without its bytes, which are asked for. */
export interface PageAction {
  readonly label: string
  readonly group?: string
  readonly set?: PageValues
  readonly isOff?: string
  readonly isOn?: boolean
  readonly file?: string
}

export interface PagePicture {
  readonly svg: string
  readonly targets?: readonly PageTarget[]
}

/** `PlayView`, its figure drawn. */
export interface PageView {
  readonly name: string
  readonly figure?: PagePicture & { readonly sentence: string }
  readonly lines?: readonly { readonly text: string; readonly isLit?: boolean; readonly note?: string }[]
  readonly facts?: readonly PageFact[]
}

export interface PageFact {
  readonly name: string
  readonly value: string
  readonly href?: string
  readonly isChanged?: boolean
}

export interface PageChallenge {
  readonly ask: string
  readonly isMet: boolean
  readonly told?: string
}

/** `Play`, made plain for one width. */
export interface PagePlay {
  readonly moments?: readonly string[]
  readonly targets?: readonly PageTarget[]
  readonly actions?: readonly PageAction[]
  readonly views?: readonly PageView[]
  readonly challenge?: PageChallenge
  readonly said?: string
}

/** A figure drawn with some values, as the worker hands it out. */
export interface PageFrame {
  readonly svg: string
  readonly table: string
  readonly sentence: string
  readonly play: PagePlay
  readonly digest?: string
}

/** A figure as its function returns it, inside the worker: `Figure` of `draw/figure.ts`. */
interface MadeFigure {
  svg(width?: number): string
  readonly table: string
  readonly sentence: string
  readonly play?: MadePlay | undefined
  readonly [digest: symbol]: (() => string) | undefined
}

interface MadePlay extends Omit<PagePlay, 'targets' | 'actions' | 'views'> {
  targets?(width: number): readonly PageTarget[]
  readonly actions?: readonly (PageAction & { bytes?(): Uint8Array })[]
  readonly views?: readonly (Omit<PageView, 'figure'> & { readonly figure?: Omit<MadeFigure, 'table'> })[]
}

export type FigureFunction = (values: PageValues) => MadeFigure | Promise<MadeFigure>

/** What the worker is asked. */
export interface Wish {
  figure: string
  values: PageValues
  /** In CSS pixels; of a picture. */
  width?: number
  /** The name of a file, whose bytes are asked for instead. */
  file?: string
  /** Whether the digest of its data is told too. */
  isTold?: boolean
}

/** `isLost` when there is no worker to be had, now or later. */
export type Answer = PageFrame | { bytes: Uint8Array<ArrayBuffer> } | { error: string; isLost?: boolean }

/** One worker for all figures of a page. */
export interface LiveClient {
  /**
   * What comes of a wish; `undefined` when another wish under the same key was made before this one's turn. The promise is never
   * rejected.
   */
  ask(key: string, wish: Wish): Promise<Answer | undefined>
  /** Ends the run of this key, if it is the one that runs: its answer says so. */
  stop(key: string): void
}

/** A figure of the page's data. */
export interface PageFigure {
  /** The anchor of its cell. */
  cell: string
  /** A selector of the picture, where it does not stand in its cell. */
  at?: string
  parameters: readonly PageParameter[]
  digest?: string
}

/** A part of a figure's controls. */
export interface LivePart {
  element: Element
}

/** A picture with the places that can be pressed. */
export interface LivePicture extends LivePart {
  draw(picture: PagePicture): void
  mark(link: string | undefined): void
  /** Whether there is room for the wide layout. */
  isWide(): boolean
}

/** What pictures tell their figure. */
export interface PictureEvents {
  press(target: PageTarget): void
  mark(link: string | undefined): void
  /** There is room for another layout than before. */
  turn?(): void
}

/** A figure that was begun. */
export interface BegunFigure {
  values(): PageValues
  set(values: PageValues): void
}

/** What the scripts of live figures have from one another. */
export interface LiveParts {
  /** The style sheet of all that they make. */
  style: string
  /** `live-worker.js`. */
  head: string
  values: {
    defaults(parameters: readonly PageParameter[]): PageValues
    /** The values that can be set, of those that are told: clamped, in steps; what is none is left out. */
    fit(parameters: readonly PageParameter[], told: Readonly<Record<string, unknown>>): PageValues
    isSame(one: PageValue, other: PageValue): boolean
    /** Those that are not as at first. */
    changed(parameters: readonly PageParameter[], values: PageValues): PageValues
    /** A value as it is shown. */
    words(parameter: PageParameter, value: PageValue): string
    /** What an address says of figures: texts by name by cell; empty for an ordinary anchor. */
    read(hash: string): Map<string, Record<string, string>>
    write(figures: ReadonlyMap<string, PageValues>): string
  }
  element<Name extends keyof HTMLElementTagNameMap>(
    name: Name,
    attributes?: Readonly<Record<string, string>>,
    ...children: readonly (Node | string)[]
  ): HTMLElementTagNameMap[Name]
  /** Has a parent's children follow a list; a child of the same key stays, and with it the focus. */
  follow<Item, Child extends Element>(
    parent: Element,
    items: readonly Item[],
    keyOf: (item: Item, at: number) => string,
    make: (item: Item) => Child,
    update: (child: Child, item: Item, at: number) => void,
  ): void
  sift(svg: string): SVGSVGElement | undefined
  client(source: () => readonly string[], names: readonly string[]): LiveClient
  places: {
    /** An element of an SVG. */
    drawn(name: string, attributes: Readonly<Record<string, string>>): SVGGElement
    /** Which of the places in an overlay a pointer means. */
    at(overlay: Element, event: MouseEvent): Element | undefined
    /** Has outlines that are too small to be touched reach further. */
    widen(overlay: SVGGraphicsElement): void
  }
  /** What is said beside the place that a pointer or the keyboard is at; within `box`. */
  tip(box: HTMLElement): {
    show(label: string | undefined, place?: Element, at?: { x: number; y: number }): void
    tell(label: string): void
  }
  targets(events: PictureEvents): LivePart & {
    draw(targets: readonly PageTarget[], viewBox: string): void
    mark(link: string | undefined): void
  }
  picture(events: PictureEvents, like: Element): LivePicture
  controls(
    parameters: readonly PageParameter[],
    change: (values: PageValues) => void,
  ): LivePart & { reset: Element; show(values: PageValues): void }
  moment(
    parameter: MomentSetting,
    change: (values: PageValues) => Promise<void>,
  ): LivePart & { show(at: PageValue, moments: readonly string[]): void; stop(): void }
  actions(press: (action: PageAction) => void): LivePart & { show(actions: readonly PageAction[]): void }
  challenge(): LivePart & { show(challenge: PageChallenge | undefined): void }
  views(
    events: PictureEvents,
    like: Element,
  ): LivePart & {
    show(views: readonly PageView[]): void
    mark(link: string | undefined): void
  }
  /** The line below a figure; `stop` is pressed while a long run goes on. */
  said(
    reset: Element,
    stop: () => void,
  ): LivePart & {
    say(text: string): void
    /** Of what can be pressed, until something was said. */
    hint(label: string | undefined): void
    work(isWorking: boolean): void
  }
  /** `undefined` where the verified figure has no such fold. */
  words(box: HTMLElement): (LivePart & { show(frame: PageFrame): void }) | undefined
  state: {
    /** The values that the address has for a figure. */
    wanted(figure: PageFigure): PageValues
    /** Follows the address from now on, and it the figure. */
    begin(figure: PageFigure, begun: BegunFigure): void
    /** The address says, soon, how all figures stand. */
    keep(): void
    /** A figure has its first picture. */
    drawn(figure: PageFigure): void
  }
  /** Makes a figure of the page live. */
  figure(figure: PageFigure, box: HTMLElement, client: LiveClient): void
  /**
   * Called by the script that has a page's data. Each text defines modules; those that have a text's own name are asked for `figures`,
   * functions by cell.
   */
  page(data: { texts: readonly string[]; figures: readonly PageFigure[] }): void
  /** Called by a script that is a text for the worker. */
  text(name: string, content: string): void
}

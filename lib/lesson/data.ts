import { objectOf } from './values.ts'

/** A chart's or a map's data as rows of a table. */
export interface DataTable {
  columns: readonly string[]
  rows: readonly (readonly unknown[])[]
}

/** What people call outputs that only a program of their own draws, and where their rows are. */
const nouns: readonly (readonly [type: RegExp, noun: string, table?: (value: unknown) => DataTable | undefined])[] = [
  [/^application\/vnd\.vegalite\./, 'A Vega-Lite chart', vegaTable],
  [/^application\/vnd\.vega\./, 'A Vega chart', vegaTable],
  [/^application\/vnd\.plotly\./, 'A Plotly chart', plotlyTable],
  [/^application\/(?:vnd\.)?geo\+json$/, 'A GeoJSON map', geoTable],
  [/^application\/vnd\.dataresource\+json$/, 'A table', resourceTable],
  [/^application\/vnd\.jupyter\.widget-view\+json$/, 'A widget'],
  [/^application\/vnd\.bokehjs_/, 'A Bokeh plot'],
  [/^application\/vnd\.holoviews_/, 'A HoloViews plot'],
  [/^application\/vdom\.v1\+json$/, 'A virtual DOM'],
  [/^application\/pdf$/, 'A PDF document'],
  [/^(?:application|text)\/javascript$/, 'A script'],
  [/^audio\//, 'A sound'],
  [/^video\//, 'A film'],
  [/^image\//, 'A picture'],
  [/\+json$/, 'Data'],
]

/** `A Vega-Lite chart`; `undefined` for a type that nobody has heard of. */
export function nounOf(type: string): string | undefined {
  return nouns.find(([known]) => known.test(type))?.[1]
}

export function tableOf(type: string, value: unknown): DataTable | undefined {
  const table = nouns.find(([known]) => known.test(type))?.[2]?.(value)
  return table && table.columns.length > 0 && table.rows.length > 0 ? table : undefined
}

/** Columns in the order in which the rows name them first. */
function ofRecords(records: readonly unknown[]): DataTable {
  const rows = records.map(objectOf)
  const columns = new Set<string>()
  for (const row of rows.slice(0, 200)) for (const name of Object.keys(row)) columns.add(name)
  return { columns: [...columns], rows: rows.map((row) => [...columns].map((name) => row[name])) }
}

function listOf(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? value : undefined
}

/** The first data set with values, of a chart or of a part of it. */
function vegaTable(value: unknown): DataTable | undefined {
  const { data, datasets } = objectOf(value)
  const named = Object.values(objectOf(datasets)).map(listOf)
  const sets = [
    listOf(objectOf(data).values),
    ...(listOf(data) ?? []).map((each) => listOf(objectOf(each).values)),
    ...named,
  ]
  const values = sets.find((set) => set !== undefined && set.length > 0)
  if (!values) return undefined
  const records = values.every((each) => typeof each === 'object') ? values : values.map((each) => ({ value: each }))
  return ofRecords(records)
}

/** One row a point, the traces one after another. */
function plotlyTable(value: unknown): DataTable | undefined {
  const traces = listOf(objectOf(value).data)?.map(objectOf) ?? []
  const names = ['x', 'y', 'z', 'labels', 'values', 'lat', 'lon', 'locations', 'r', 'theta', 'text']
  const used = names.filter((name) => traces.some((trace) => (vector(trace[name])?.length ?? 0) > 0))
  const many = traces.length > 1
  const rows = traces.flatMap((trace, at) => {
    const vectors = used.map((name) => vector(trace[name]) ?? [])
    if (vectors.some((each) => each.some((item) => typeof item === 'object' && item !== null))) return []
    const called = typeof trace.name === 'string' && trace.name !== '' ? trace.name : `${at + 1}`
    return Array.from({ length: Math.max(0, ...vectors.map((each) => each.length)) }, (_, point) => [
      ...(many ? [called] : []),
      ...vectors.map((each) => each[point]),
    ])
  })
  return { columns: [...(many ? ['trace'] : []), ...used], rows }
}

const numberTypes: Readonly<Record<string, { size: number; read: (view: DataView, at: number) => number }>> = {
  i1: { size: 1, read: (view, at) => view.getInt8(at) },
  u1: { size: 1, read: (view, at) => view.getUint8(at) },
  i2: { size: 2, read: (view, at) => view.getInt16(at, true) },
  u2: { size: 2, read: (view, at) => view.getUint16(at, true) },
  i4: { size: 4, read: (view, at) => view.getInt32(at, true) },
  u4: { size: 4, read: (view, at) => view.getUint32(at, true) },
  f4: { size: 4, read: (view, at) => view.getFloat32(at, true) },
  f8: { size: 8, read: (view, at) => view.getFloat64(at, true) },
}

/** A list, or numbers as Plotly packs them: `{ dtype: 'f8', bdata: base64 }`. */
function vector(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value
  const { dtype, bdata, shape } = objectOf(value)
  const type = numberTypes[String(dtype)]
  if (!type || typeof bdata !== 'string' || shape !== undefined) return undefined
  const bytes = Buffer.from(bdata, 'base64')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Array.from({ length: Math.floor(bytes.length / type.size) }, (_, at) => type.read(view, at * type.size))
}

function geoTable(value: unknown): DataTable | undefined {
  const features = listOf(objectOf(value).features)?.map(objectOf)
  if (!features) return undefined
  return ofRecords(
    features.map(({ geometry, properties }) => ({ geometry: objectOf(geometry).type, ...objectOf(properties) })),
  )
}

/** @see Frictionless tabular data resource */
function resourceTable(value: unknown): DataTable | undefined {
  const { schema, data } = objectOf(value)
  const names = listOf(objectOf(schema).fields)?.map((field) => String(objectOf(field).name))
  const records = listOf(data)?.map(objectOf)
  return names && records && { columns: names, rows: records.map((record) => names.map((name) => record[name])) }
}

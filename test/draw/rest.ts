import type { Scene } from '../../lib/draw/index.ts'

/** Scenes as lessons have them. */
export const atRest: Readonly<Record<string, Scene>> = {
  pair: {
    boxes: [
      {
        id: 'client',
        name: 'client',
        kind: 'host',
        note: '10.0.0.1',
        inside: [
          { id: 'reader', name: 'browser', kind: 'program' },
          {
            id: 'here',
            name: 'socket',
            kind: 'socket',
            note: ':49152',
            inside: [{ id: 'send', name: 'send buffer', kind: 'buffer', places: 8, taken: 'GET /' }],
          },
        ],
      },
      {
        id: 'server',
        name: 'server',
        kind: 'host',
        note: '10.0.0.2',
        inside: [
          { id: 'httpd', name: 'httpd', kind: 'program' },
          {
            id: 'there',
            name: 'socket',
            kind: 'socket',
            note: ':80',
            inside: [{ id: 'receive', name: 'receive buffer', kind: 'buffer', places: 8, taken: 0 }],
          },
        ],
      },
    ],
    links: [
      { from: 'reader', to: 'here', kind: 'call', label: 'send' },
      { from: 'there', to: 'httpd', kind: 'call', label: 'recv' },
      { from: 'send', to: 'receive', kind: 'connection', label: 'the network' },
    ],
  },
  listening: {
    boxes: [
      ...['anna', 'ben', 'cleo']
        .map((name) => ({
          id: name,
          name,
          kind: 'host' as const,
          inside: [{ id: `${name}-socket`, name: 'socket', kind: 'socket' as const }],
        }))
        .slice(0, 1),
      {
        id: 'server',
        name: 'server',
        kind: 'host',
        note: '10.0.0.2',
        inside: [
          { id: 'program', name: 'server program', kind: 'program' },
          {
            id: 'listener',
            name: 'listening socket',
            kind: 'socket',
            note: ':80',
            inside: [{ id: 'queue', name: 'queue of those that wait', kind: 'queue', places: 5, taken: 2 }],
          },
          { id: 'a', name: 'socket', kind: 'socket', note: ':80 ↔ anna:49152' },
          { id: 'b', name: 'socket', kind: 'socket', note: ':80 ↔ ben:49152' },
          { id: 'c', name: 'socket', kind: 'socket', note: ':80 ↔ cleo:50000' },
        ],
      },
    ],
    links: [
      { from: 'program', to: 'listener', kind: 'call', label: 'accept' },
      { from: 'program', to: 'a', kind: 'call' },
      { from: 'program', to: 'c', kind: 'call', label: 'recv' },
      { from: 'anna-socket', to: 'a', kind: 'connection', both: true, label: 'connection' },
      { from: 'anna', to: 'listener', kind: 'wire', label: 'SYN' },
    ],
  },
  bottleneck: {
    boxes: [
      { id: 'sender', name: 'sender', kind: 'host', inside: [{ id: 's', name: 'socket', kind: 'socket' }] },
      {
        id: 'router',
        name: 'router',
        kind: 'router',
        inside: [{ id: 'q', name: 'queue', kind: 'queue', places: 12, taken: 5, note: '12 packets' }],
      },
      { id: 'receiver', name: 'receiver', kind: 'host', inside: [{ id: 'r', name: 'socket', kind: 'socket' }] },
    ],
    links: [
      { from: 'sender', to: 'q', kind: 'wire', label: '100 Mbit/s' },
      { from: 'q', to: 'receiver', kind: 'wire', label: '10 Mbit/s, 20 ms' },
      { from: 's', to: 'r', kind: 'connection', both: true, label: 'one connection' },
    ],
  },
  pipes: {
    boxes: [
      {
        id: 'a',
        name: 'one host',
        kind: 'host',
        inside: [
          { id: 'ap', name: 'program', kind: 'program' },
          { id: 'ao', name: 'send buffer', kind: 'buffer', places: 6, taken: 4 },
          { id: 'ai', name: 'receive buffer', kind: 'buffer', places: 6, taken: 1 },
        ],
      },
      {
        id: 'b',
        name: 'the other host',
        kind: 'host',
        inside: [
          { id: 'bp', name: 'program', kind: 'program' },
          { id: 'bi', name: 'receive buffer', kind: 'buffer', places: 6, taken: 2 },
          { id: 'bo', name: 'send buffer', kind: 'buffer', places: 6, taken: 0 },
        ],
      },
    ],
    links: [
      { from: 'ao', to: 'bi', kind: 'connection', label: 'one way' },
      { from: 'bo', to: 'ai', kind: 'connection', label: 'and the other' },
    ],
  },
  file: {
    boxes: [
      {
        id: 'host',
        name: 'host',
        kind: 'host',
        inside: [
          { id: 'program', name: 'program', kind: 'program' },
          { id: 'file', name: 'file', kind: 'file', note: 'over the socket: readLine, write' },
          { id: 'socket', name: 'socket', kind: 'socket', note: 'send, recv' },
        ],
      },
      { id: 'peer', name: 'peer', kind: 'host', note: '10.0.0.2' },
    ],
    links: [
      { from: 'program', to: 'file', kind: 'call', label: 'readLine', both: true },
      { from: 'file', to: 'socket', kind: 'call', label: 'recv', both: true },
      { from: 'socket', to: 'peer', kind: 'connection', both: true, label: 'connection' },
    ],
  },
  two: {
    boxes: [
      { id: 's1', name: 'sender 1', kind: 'host', note: '20 ms' },
      { id: 's2', name: 'sender 2', kind: 'host', note: '80 ms' },
      {
        id: 'r',
        name: 'router',
        kind: 'router',
        inside: [{ id: 'q', name: 'queue', kind: 'queue', places: 25, taken: 9 }],
      },
      { id: 'd', name: 'receiver', kind: 'host' },
    ],
    links: [
      { from: 's1', to: 'q', kind: 'wire', label: '10 ms' },
      { from: 's2', to: 'q', kind: 'wire', label: '40 ms' },
      { from: 'q', to: 'd', kind: 'wire', label: '10 Mbit/s' },
    ],
  },
}

/** Types of ICMP by packetdrill's names (RFC 792). */
export const ICMP_TYPES: ReadonlyMap<string, number> = new Map([
  ['echo_reply', 0],
  ['unreachable', 3],
  ['source_quench', 4],
  ['redirect', 5],
  ['echo_request', 8],
  ['time_exceeded', 11],
  ['parameter_problem', 12],
  ['timestamp_request', 13],
  ['timestamp_reply', 14],
  ['information_request', 15],
  ['information_reply', 16],
  ['address_mask_request', 17],
  ['address_mask_reply', 18],
])

/** Codes (RFC 792, RFC 1122 §3.2.2.1, RFC 1812 §5.2.7.1). */
export const ICMP_CODES: ReadonlyMap<string, number> = new Map(
  [
    'net_unreachable',
    'host_unreachable',
    'protocol_unreachable',
    'port_unreachable',
    'frag_needed',
    'source_route_failed',
    'net_unknown',
    'host_unknown',
    'source_host_isolated',
    'net_prohibited',
    'host_prohibited',
    'net_unreachable_for_tos',
    'host_unreachable_for_tos',
    'packet_filtered',
    'precedence_violation',
    'precedence_cutoff',
  ].map((name, code) => [name, code] as const),
)

/** `type_255`, `code_0`: what has no name. */
export function icmpNumber(prefix: 'type' | 'code', text: string): number | undefined {
  const [, word, digits] = /^(type|code)_(\d{1,3})$/.exec(text) ?? []
  const number = Number(digits)
  return word === prefix && number <= 255 ? number : undefined
}

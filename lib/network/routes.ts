import type { IpAddress } from '../tcp/wire/index.ts'
import type { Node } from './context.ts'
import type { Link } from './link.ts'
import { Router } from './router.ts'

/** Who is linked to whom. */
export interface Topology {
  linksOf(node: Node): readonly Link[]
}

/**
 * The link to take from `from` to every address: the way of fewest hops, and of those the one whose links were made
 * first. Hosts pass nothing on.
 */
export function routesFrom(from: Node, topology: Topology): Map<IpAddress, Link> {
  const routes = new Map<IpAddress, Link>()
  const reached = new Set<Node>([from])
  let frontier: { node: Node; first: Link | undefined }[] = [{ node: from, first: undefined }]
  while (frontier.length > 0) {
    const next: typeof frontier = []
    for (const { node, first } of frontier) {
      if (node !== from && !(node instanceof Router)) continue
      for (const link of topology.linksOf(node)) {
        if (reached.has(link.to)) continue
        reached.add(link.to)
        for (const address of link.to.addresses) routes.set(address, first ?? link)
        next.push({ node: link.to, first: first ?? link })
      }
    }
    frontier = next
  }
  return routes
}

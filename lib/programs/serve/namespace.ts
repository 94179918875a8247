import { spawnSync } from 'node:child_process'
import { UsageError } from '../../command/index.ts'

/** Of its own: network, processes (so that all of them end with the first), mounts for `/proc`. */
const NAMESPACES = ['--net', '--pid', '--fork', '--kill-child']

/**
 * What begins a command in a network namespace of its own, in which whoever calls is root.
 *
 * @throws UsageError when the system does not let him
 */
export function namespaceCommand(isRoot: boolean): string[] {
  const words = ['unshare', ...(isRoot ? [] : ['--user', '--map-root-user']), ...NAMESPACES]
  // In some containers /proc may not be mounted anew: then `ps` shows those outside, which is all that is lost.
  const ways = [[...words, '--mount-proc'], words]
  let said = ''
  for (const way of ways) {
    const [name = '', ...args] = way
    const { error, status, stderr } = spawnSync(name, [...args, 'true'], { encoding: 'utf8' })
    if (error) throw cannot(error, 'install util-linux, which has it, or run this as root')
    if (status === 0) return [...way, '--']
    said = stderr.trim().split('\n')[0] ?? ''
  }
  throw cannot(
    said,
    isRoot
      ? 'in a container, it takes `--privileged` or `--cap-add SYS_ADMIN --cap-add NET_ADMIN`'
      : 'run this as root, or allow it: `sysctl kernel.unprivileged_userns_clone=1`, on Ubuntu `kernel.apparmor_restrict_unprivileged_userns=0`',
  )
}

function cannot(reason: unknown, remedy: string): UsageError {
  const text = reason instanceof Error ? `${(reason as NodeJS.ErrnoException).code}` : String(reason)
  return new UsageError(`a network of its own cannot be made by unshare (${text}): ${remedy}`, { cause: reason })
}

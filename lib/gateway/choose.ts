import { chooseKernel, type KernelChoice } from '../kernel/choose.ts'
import { type JupyterEnv, jupyterEnv } from '../kernel/paths.ts'
import type { Notebook } from '../notebook/types.ts'

/** Where kernels run that do not run here. */
export interface GatewayPlace {
  /** The address of a Jupyter Server or Enterprise Gateway; its token is in the environment. */
  url: string
  /** The folder here that is the root of the server there, or stands for it. */
  root: string
}

/**
 * The kernel for a notebook, here or on a gateway.
 *
 * @param path of the notebook
 * @throws UnknownKernelError when there is none; here KernelSpecError when its `kernel.json` cannot be used, there GatewayError
 */
export async function chooseAnyKernel(
  notebook: Notebook,
  path: string,
  { kernel, gateway }: { kernel?: string | undefined; gateway?: GatewayPlace | undefined } = {},
  around: JupyterEnv = jupyterEnv(),
): Promise<KernelChoice> {
  if (!gateway) return chooseKernel(notebook, path, { kernel }, around)
  const { chooseRemoteKernel } = await import('./remote-choice.ts')
  return chooseRemoteKernel(notebook, gateway.url, kernel, around.env)
}

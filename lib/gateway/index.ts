/**
 * Kernels on a Jupyter Server or an Enterprise Gateway, by `@jupyterlab/services`, which is loaded for them alone. The token is in the
 * environment, and goes to that address only.
 */
export { gatewayAddress } from './address.ts'
export { chooseAnyKernel, type GatewayPlace } from './choose.ts'

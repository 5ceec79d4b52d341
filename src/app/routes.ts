import type { Route } from '../ui/visit.ts'

/** Every door of the system. A module's pages and its API are added here, in the order of the modules. */
export const routes: Route[] = []

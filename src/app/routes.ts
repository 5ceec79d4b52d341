import { casePages } from '../case/pages/case-pages.ts'
import { credentialPages } from '../credential/pages/check.tsx'
import { peoplePages } from '../person/pages/people.tsx'
import { registerPages } from '../person/pages/register.tsx'
import type { Route } from '../ui/visit.ts'
import { homePages } from './pages/home.tsx'

/** Every door of the system. A module's pages and its API are added here, in the order of the modules. */
export const routes: Route[] = [
  ...homePages,
  ...registerPages,
  ...peoplePages,
  ...credentialPages,
  ...casePages,
]

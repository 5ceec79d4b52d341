import { registerCaseKind } from '../case/case-kind.ts'
import { casePages } from '../case/pages/case-pages.ts'
import { credentialPages } from '../credential/pages/check.tsx'
import { householdPermitKind } from '../permit/household-permit-kind.ts'
import { peoplePages } from '../person/pages/people.tsx'
import { registerPages } from '../person/pages/register.tsx'
import { signInPages } from '../person/pages/sign-in.tsx'
import type { Route } from '../ui/visit.ts'
import { homePages } from './pages/home.tsx'
import { mePages } from './pages/me.tsx'
import { rulesPages } from './pages/rules.tsx'

registerCaseKind(householdPermitKind)

/** Every door of the system. A module's pages and its API are added here, in the order of the modules. */
export const routes: Route[] = [
  ...homePages,
  ...rulesPages,
  ...signInPages,
  ...mePages,
  ...registerPages,
  ...peoplePages,
  ...credentialPages,
  ...casePages,
]

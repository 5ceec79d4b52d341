import { ownAsylumPages } from '../asylum/pages/own-request.tsx'
import { asylumFilePages } from '../asylum/pages/request.tsx'
import { asylumPages } from '../asylum/pages/requests.tsx'
import { registerCaseKind } from '../case/case-kind.ts'
import { findOwnCase } from '../case/find-own-case.ts'
import { casePages } from '../case/pages/case-pages.ts'
import { complainPages } from '../complaint/pages/complain.tsx'
import { complaintsPages } from '../complaint/pages/complaints.tsx'
import { credentialApi } from '../credential/api.ts'
import { credentialPages } from '../credential/pages/check.tsx'
import { employerPermitApi } from '../employer-permit/api.ts'
import { companyApi } from '../employer-permit/company-api.ts'
import { employerPermitKind } from '../employer-permit/employer-permit-kind.ts'
import { checkPages } from '../employer-permit/pages/checks.tsx'
import { companyPages } from '../employer-permit/pages/company.tsx'
import { keyPages } from '../employer-permit/pages/keys.tsx'
import { newApplicationPages } from '../employer-permit/pages/new-application.tsx'
import { employerPermitPages } from '../employer-permit/pages/permit.tsx'
import { employerPermitPanel } from '../employer-permit/pages/permit-panel.tsx'
import { reportPages } from '../employer-permit/pages/reports.tsx'
import { employerRevocationPages } from '../employer-permit/pages/revocation.tsx'
import { employmentPanel } from '../employment/pages/employment-panel.tsx'
import { feedPages } from '../feed/pages/feeds.tsx'
import { linePages } from '../feed/pages/lines.tsx'
import { pairPages } from '../identity/pages/pairs.tsx'
import { registerFilePages } from '../identity/pages/registers.tsx'
import { uploadRegisterPages } from '../identity/pages/upload-register.tsx'
import { watchPages } from '../identity/pages/watch.tsx'
import { weightPages } from '../identity/pages/weights.tsx'
import { registrationWatch } from '../identity/watch-registration.ts'
import { visitPages } from '../inspection/pages/visits.tsx'
import { officesApi } from '../institution/api.ts'
import { administrationPages } from '../institution/pages/administration.tsx'
import { officePages } from '../institution/pages/offices.tsx'
import { passkeyPages } from '../institution/pages/passkeys.tsx'
import { staffSignInPages } from '../institution/pages/staff-sign-in.tsx'
import { channelPages } from '../message/pages/channels.tsx'
import { messagePages } from '../message/pages/messages.tsx'
import { findPurposeOfDay } from '../oversight/find-purpose-of-day.ts'
import { administratorPages } from '../oversight/pages/administrators.tsx'
import { exportPages } from '../oversight/pages/exports.tsx'
import { logPages } from '../oversight/pages/log.ts'
import { lookPage } from '../oversight/pages/look.tsx'
import { machinePages } from '../oversight/pages/machines.tsx'
import { questionPages } from '../oversight/pages/questions.tsx'
import { readingPages } from '../oversight/pages/reading.tsx'
import { readingLimitPages } from '../oversight/pages/reading-limits.tsx'
import { readingReasonPages } from '../oversight/pages/reading-reason.tsx'
import { retentionPages } from '../oversight/pages/retention.tsx'
import { tracingPages } from '../oversight/pages/tracing.tsx'
import { paymentPages } from '../payment/pages/payment.tsx'
import { permitApi } from '../permit/api.ts'
import { householdPermitKind } from '../permit/household-permit-kind.ts'
import { evidencePages } from '../permit/pages/evidence.tsx'
import { householdPages } from '../permit/pages/household.tsx'
import { newOfferPages } from '../permit/pages/new-offer.tsx'
import { offerPages } from '../permit/pages/offer.tsx'
import { permitPages } from '../permit/pages/permit.tsx'
import { evidencePanel, permitPanel, waitingOfferPanel } from '../permit/pages/permit-panel.tsx'
import { revocationPages } from '../permit/pages/revocation.tsx'
import { registerApi } from '../person/api.ts'
import { claimPages } from '../person/pages/claim.tsx'
import { familyPages } from '../person/pages/family.tsx'
import { ownFamilyPages } from '../person/pages/own-family.tsx'
import { peoplePages } from '../person/pages/people.tsx'
import { recordActionPages } from '../person/pages/record-actions.tsx'
import { registerPages } from '../person/pages/register.tsx'
import { registerByStepsPages } from '../person/pages/register-by-steps.tsx'
import { sessionPages } from '../person/pages/sessions.tsx'
import { signInPages } from '../person/pages/sign-in.tsx'
import { registerPersonPanel } from '../person/person-panels.ts'
import { registerReadingBound } from '../person/reading-purpose.ts'
import { watchSamePerson } from '../person/same-person-watch.ts'
import { lawApi } from '../policy/api.ts'
import { proposeLawPages } from '../policy/pages/propose-law.tsx'
import { publicationPages } from '../policy/pages/publications.tsx'
import { routeRulesPages } from '../policy/pages/route-rules.tsx'
import { rulesPages } from '../policy/pages/rules.tsx'
import { quotaApi } from '../quota/api.ts'
import { allocationPages } from '../quota/pages/allocations.tsx'
import { movementPages } from '../quota/pages/movements.tsx'
import { quotaPages } from '../quota/pages/quota.tsx'
import { addCasePages } from '../reform/pages/add-case.tsx'
import { addChangePages } from '../reform/pages/add-change.tsx'
import { draftPages } from '../reform/pages/draft.tsx'
import { draftsPages } from '../reform/pages/drafts.tsx'
import { proposalPages } from '../reform/pages/proposals.tsx'
import { publishChangePages } from '../reform/pages/publish-change.tsx'
import { registerPages as reformRegisterPages } from '../reform/pages/register.tsx'
import { replayDraftPages } from '../reform/pages/replay-draft.tsx'
import { scenarioPages } from '../reform/pages/scenario.tsx'
import { scenarioCasesPages } from '../reform/pages/scenario-cases.tsx'
import { residenceApi } from '../residence/api.ts'
import { ownKandasApi } from '../residence/own-kandas-api.ts'
import { applyPages } from '../residence/pages/apply.tsx'
import { assessPages } from '../residence/pages/assess.tsx'
import { checkRightPages } from '../residence/pages/check-right.tsx'
import { documentPages } from '../residence/pages/documents.tsx'
import { evidencePages as ethnicityPages } from '../residence/pages/evidence.tsx'
import { familyPages as kandasFamilyPages } from '../residence/pages/family.tsx'
import { kandasPages } from '../residence/pages/kandas.tsx'
import { kandasKeyPages } from '../residence/pages/keys.tsx'
import { makeCodePages } from '../residence/pages/make-code.tsx'
import { statusPages } from '../residence/pages/status.tsx'
import { statusPanel } from '../residence/pages/status-panel.tsx'
import { kandasCardKind, kandasStatusKind } from '../residence/residence-kinds.ts'
import { correctionKind } from '../rights/correction-kind.ts'
import { ownDataPages } from '../rights/pages/own-data.ts'
import { restrictionPages, restrictionPanel } from '../rights/pages/restriction.tsx'
import { somethingWrongPages } from '../rights/pages/something-wrong.tsx'

import { addressKind, overstayKind } from '../stay/explanation-kind.ts'
import { addressPages } from '../stay/pages/address.tsx'
import { appellantPages } from '../stay/pages/appellant.tsx'
import { arrivalNoticePages } from '../stay/pages/arrival-notice.tsx'
import { arrivalPages } from '../stay/pages/arrivals.tsx'
import { calculatorPages } from '../stay/pages/calculator.tsx'
import { groundPages } from '../stay/pages/grounds.tsx'
import { hostingPages } from '../stay/pages/hosting.tsx'
import { overstayFilePages } from '../stay/pages/overstay.tsx'
import { overstayPages } from '../stay/pages/overstays.tsx'
import { ownStayPages } from '../stay/pages/own-stay.tsx'
import { stayPanel } from '../stay/pages/stay-panel.tsx'
import type { Route } from '../ui/visit.ts'
import { feedApi } from './feeds.ts'
import { apiDocs } from './pages/api-docs.tsx'
import { homePages } from './pages/home.tsx'
import { lookPages } from './pages/looks.tsx'
import { mePages } from './pages/me.tsx'
import { operationsPages } from './pages/operations.tsx'
import { problemPages } from './pages/problems.tsx'
import { ruleHistoryPages } from './pages/rule-history.tsx'
import { statementPages } from './pages/statements.tsx'
import { whoOpensPages } from './pages/who-opens.tsx'

registerCaseKind(householdPermitKind)
registerCaseKind(employerPermitKind)
registerCaseKind(kandasStatusKind)
registerCaseKind(kandasCardKind)
registerCaseKind(correctionKind)
registerCaseKind(addressKind)
registerCaseKind(overstayKind)
registerReadingBound(findOwnCase)
registerReadingBound(findPurposeOfDay)
registerPersonPanel(waitingOfferPanel)
registerPersonPanel(stayPanel)
registerPersonPanel(permitPanel)
registerPersonPanel(evidencePanel)
registerPersonPanel(employerPermitPanel)
registerPersonPanel(employmentPanel)
watchSamePerson(registrationWatch)
registerPersonPanel(statusPanel)
registerPersonPanel(restrictionPanel)

/** Every door of the system. A module's pages and its API are added here, in the order of the modules. */
export const routes: Route[] = [
  ...homePages(() => routes),
  ...rulesPages,
  ...proposeLawPages,
  ...publicationPages,
  ...routeRulesPages,
  ...ruleHistoryPages,
  ...statementPages,
  ...whoOpensPages,
  ...reformRegisterPages,
  ...draftsPages,
  ...draftPages,
  ...addChangePages,
  ...addCasePages,
  ...replayDraftPages,
  ...scenarioPages,
  ...scenarioCasesPages,
  ...publishChangePages,
  ...proposalPages,
  ...officePages,
  ...staffSignInPages,
  ...passkeyPages,
  ...administrationPages,
  ...operationsPages,
  ...feedPages,
  ...linePages,
  ...signInPages,
  ...sessionPages,
  ...mePages,
  ...claimPages,
  ...somethingWrongPages,
  ...restrictionPages,
  ...ownDataPages,
  ...lookPages,
  ...lookPage,
  ...questionPages,
  ...tracingPages,
  ...retentionPages,
  ...exportPages,
  ...readingPages,
  ...administratorPages,
  ...machinePages,
  ...readingLimitPages,
  ...readingReasonPages,
  ...messagePages,
  ...channelPages,
  ...registerPages,
  ...registerByStepsPages,
  ...peoplePages,
  ...recordActionPages,
  ...familyPages,
  ...ownFamilyPages,
  ...paymentPages,
  ...householdPages,
  ...newOfferPages,
  ...offerPages,
  ...permitPages,
  ...revocationPages,
  ...evidencePages,
  ...registerFilePages,
  ...uploadRegisterPages,
  ...watchPages,
  ...weightPages,
  ...pairPages,
  ...quotaPages,
  ...movementPages,
  ...allocationPages,
  ...companyPages,
  ...keyPages,
  ...reportPages,
  ...newApplicationPages,
  ...employerPermitPages,
  ...employerRevocationPages,
  ...checkPages,
  ...kandasPages,
  ...documentPages,
  ...ethnicityPages,
  ...kandasFamilyPages,
  ...applyPages,
  ...statusPages,
  ...assessPages,
  ...checkRightPages,
  ...makeCodePages,
  ...kandasKeyPages,
  ...ownKandasApi,
  ...visitPages,
  ...complainPages,
  ...complaintsPages,
  ...asylumPages,
  ...asylumFilePages,
  ...ownAsylumPages,
  ...arrivalPages,
  ...arrivalNoticePages,
  ...calculatorPages,
  ...ownStayPages,
  ...addressPages,
  ...hostingPages,
  ...groundPages,
  ...overstayPages,
  ...appellantPages,
  ...overstayFilePages,
  ...credentialPages,
  ...casePages,
  ...officesApi,
  ...lawApi,
  ...registerApi,
  ...credentialApi,
  ...quotaApi,
  ...permitApi,
  ...employerPermitApi,
  ...companyApi,
  ...feedApi,
  ...residenceApi,
  ...logPages,
  ...problemPages,
  ...apiDocs(() => routes),
]

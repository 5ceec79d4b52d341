import { isRefusal } from '../../platform/act.ts'
import { dayOf } from '../../platform/clock.ts'
import { Fault, type Issue } from '../../platform/fault.ts'
import { formatDate } from '../../platform/language.ts'
import { newId } from '../../platform/new-id.ts'
import { Button } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { get, post, type Route, type Visit } from '../../ui/visit.ts'
import { addPasskey, askForPasskey, findPasskeys, removePasskey } from '../passkeys.ts'
import { requireFresh } from '../require-fresh.ts'
import { anyStaff } from '../sign-in-staff.ts'
import { institutionText } from '../text.ts'
import { challengeCookie, PasskeyForm, passkeyIslands, readAnswer } from './passkey-form.tsx'

/** How old a proof may be that lets somebody add or remove a key to their account. */
const freshMinutes = 10

export const passkeyPages: Route[] = [
  get('/staff/passkeys', anyStaff, (visit) => show(visit)),
  get('/staff/passkeys/new', anyStaff, async (visit) => requireFresh(visit, freshMinutes) ?? showNew(visit)),
  post('/staff/passkeys/new', anyStaff, async (visit) => {
    const detour = requireFresh(visit, freshMinutes)
    if (detour) return detour
    const proof = await readAnswer(visit)
    if (!proof) return showNew(visit, [{ path: 'label', code: 'passkey-unproven' }])
    try {
      const answer = await addPasskey(visit.instance, visit.actor, {
        ...proof,
        label: visit.answers.text.label ?? '',
      })
      if (isRefusal(answer)) return showNew(visit, [{ path: 'label', code: answer.refused[0]?.code ?? '' }])
    } catch (error) {
      if (!(error instanceof Fault) || error.issues.length === 0) throw error
      return showNew(visit, error.issues)
    }
    return visit.redirect('/staff/passkeys', { flash: institutionText(visit.locale)('passkeys.added') })
  }),
  post('/staff/passkeys/remove', anyStaff, async (visit) => {
    const detour = requireFresh(visit, freshMinutes, '/staff/passkeys')
    if (detour) return detour
    await removePasskey(visit.instance, visit.actor, { id: visit.answers.text.id ?? '' }, visit.request)
    return visit.redirect('/staff/passkeys', { flash: institutionText(visit.locale)('passkeys.removed') })
  }),
]

async function show(visit: Visit): Promise<Response> {
  const { locale } = visit
  const t = institutionText(locale)
  const mine = await findPasskeys(visit.instance, visit.actor)
  const day = (at: Date | null) => (at ? formatDate(locale, dayOf(at)) : t('passkeys.never'))
  return visit.html(
    <Page {...visit.frame} title={t('passkeys.title')}>
      {visit.flash && <Notice locale={locale} tone="success" title={visit.flash} live />}
      <h1>{t('passkeys.title')}</h1>
      <p class="lead">{t('passkeys.lead')}</p>
      <DataTable
        locale={locale}
        caption={t('passkeys.title')}
        captionUnseen
        empty={t('passkeys.none')}
        columns={[
          { key: 'label', label: t('passkeys.label') },
          { key: 'created', label: t('passkeys.since') },
          { key: 'used', label: t('passkeys.used') },
          { key: 'remove', label: t('passkeys.remove') },
        ]}
        rows={mine.map((key) => ({
          id: key.id,
          name: key.label,
          cells: {
            label: key.label,
            created: day(key.created_at),
            used: day(key.used_at),
            remove: (
              <form method="post" action="/staff/passkeys/remove">
                <input type="hidden" name="_request" value={newId()} />
                <input type="hidden" name="id" value={key.id} />
                <Button kind="secondary" small about={key.label}>
                  {t('passkeys.remove')}
                </Button>
              </form>
            ),
          },
        }))}
      />
      <Button href="/staff/passkeys/new" icon="plus">
        {t('passkeys.add')}
      </Button>
    </Page>,
  )
}

async function showNew(visit: Visit, issues: Issue[] = []): Promise<Response> {
  const t = institutionText(visit.locale)
  if (visit.actor.kind !== 'staff') return visit.redirect('/staff/sign-in')
  const { options, asked } = await askForPasskey(visit.instance, visit.actor)
  const errors = issues.map(({ code }) => ({
    field: 'label',
    message:
      code === 'passkey-known'
        ? t('answer.passkey-known')
        : code === 'passkey-unproven'
          ? t('answer.passkey-unproven')
          : t('passkeys.label.missing'),
  }))
  return visit.html(
    <Page
      {...visit.frame}
      title={t('passkeys.add')}
      islands={passkeyIslands}
      hasErrors={errors.length > 0}
      back={{ href: '/staff/passkeys', label: t('passkeys.title') }}
    >
      <ErrorSummary locale={visit.locale} errors={errors} />
      <h1>{t('passkeys.add')}</h1>
      <PasskeyForm
        visit={visit}
        kind="create"
        options={options}
        action="/staff/passkeys/new"
        label={t('passkeys.create')}
      >
        <TextField
          locale={visit.locale}
          name="label"
          label={t('passkeys.label')}
          hint={t('passkeys.label.hint')}
          value={visit.answers.text.label}
          error={errors[0]?.message}
          maxlength={60}
        />
      </PasskeyForm>
    </Page>,
    {
      status: errors.length ? 422 : 200,
      headers: { 'set-cookie': await challengeCookie(visit, asked) },
    },
  )
}

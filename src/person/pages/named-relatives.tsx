import { countryName } from '../../classifier/countries.ts'
import { dayOf } from '../../platform/clock.ts'
import { formatDate, type Locale } from '../../platform/language.ts'
import { Button } from '../../ui/button.tsx'
import { Details } from '../../ui/details.tsx'
import { Form } from '../../ui/form.tsx'
import { Textarea } from '../../ui/textarea.tsx'
import type { NamedRelative } from '../find-named-relatives.ts'
import { recordText } from '../record-text.ts'
import { registerText } from '../register-text.ts'

/** Relatives that the person named and nobody has settled: find each in the register, or say why they are not linked. */
export function NamedRelatives({
  locale,
  here,
  request,
  named,
}: {
  locale: Locale
  /** Address of the person's family page. */
  here: string
  request: string
  named: NamedRelative[]
}) {
  if (named.length === 0) return null
  const t = recordText(locale)
  return (
    <section class="flow" aria-labelledby="named">
      <h2 id="named">{t('named')}</h2>
      {named.map((one) => (
        <article class="flow-small">
          <h3>
            {registerText(locale)(`relation.${one.relation}`)}: {one.name}
          </h3>
          <p>
            {[
              one.birth_date && formatDate(locale, one.birth_date),
              one.issuing_state && countryName(one.issuing_state, locale),
              one.document_number,
              t('named.since', { day: formatDate(locale, dayOf(one.named_at)) }),
            ]
              .filter(Boolean)
              .join(', ')}
          </p>
          <form method="get" action={here}>
            <input type="hidden" name="named" value={one.id} />
            <input type="hidden" name="relation" value={one.relation} />
            <input type="hidden" name="q" value={one.document_number ?? one.name} />
            <Button kind="secondary" about={one.name}>
              {t('named.find')}
            </Button>
          </form>
          <Details title={t('named.decline')}>
            <Form id={`decline-${one.id}`} action={`${here}/named/${one.id}/decline`} request={request}>
              <Textarea
                locale={locale}
                name={`why-${one.id}`}
                label={t('named.decline.why')}
                rows={3}
                maxlength={1000}
              />
              <Button kind="secondary" about={one.name}>
                {t('named.decline')}
              </Button>
            </Form>
          </Details>
        </article>
      ))}
    </section>
  )
}

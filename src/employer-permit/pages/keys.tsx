import { keyPagesOf } from '../../organisation/pages/keys.tsx'
import { employerPermitText } from '../text.ts'

/** Keys of a company's machines. */
export const keyPages = keyPagesOf({
  path: '/company/keys',
  opens: 'company',
  words(locale) {
    const t = employerPermitText(locale)
    return {
      title: t('keys'),
      lead: t('keys.lead'),
      none: t('keys.none'),
      name: t('key.name'),
      nameHint: t('key.name.hint'),
      docs: t('keys.docs'),
      nameMissing: t('key.name.missing'),
      since: t('key.since'),
      open: t('key.open'),
      end: t('key.end'),
      ended: t('key.ended'),
      once: t('key.once'),
      refused: (code) => t(code === 'no-company' ? 'key.no-company' : 'key.too-many'),
      back: { href: '/company', label: t('company.title') },
      draft: !employerPermitText.reviewed(locale),
    }
  },
})

import { keyDays } from '../../organisation/keep-api-key.ts'
import { keyPagesOf } from '../../organisation/pages/keys.tsx'
import { residenceText } from '../text.ts'

/** Keys of programs that act for a person about kandas: of a mission abroad, of an organisation that helps, of one's own. */
export const kandasKeyPages = keyPagesOf({
  path: '/kandas/keys',
  opens: 'kandas',
  words(locale) {
    const t = residenceText(locale)
    return {
      title: t('keys'),
      lead: t('keys.lead', { days: keyDays }),
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
      refused: (code) =>
        t(code === 'register-first' ? 'key.refused.register-first' : 'key.refused.too-many-keys'),
      back: { href: '/kandas', label: t('kandas.title') },
      draft: !residenceText.reviewed(locale),
    }
  },
})

import type { Ground } from '../../platform/act.ts'
import type { Locale } from '../../platform/language.ts'
import { Notice } from '../../ui/notice.tsx'
import { registerText } from '../register-text.ts'

/** Why nobody was registered, each ground with the record that stands in the way for those who may see it. */
export function RefusedNotices({ locale, refused }: { locale: Locale; refused: Ground[] }) {
  const t = registerText(locale)
  return (
    <>
      {refused.map(({ code, see }) => (
        <Notice
          locale={locale}
          tone="warning"
          title={t(registerText.keys.find((key) => key === `refused.${code}`) ?? 'refused.ask')}
        >
          <p>{see ? <a href={`/people/${see}`}>{t('refused.see')}</a> : t('refused.ask')}</p>
        </Notice>
      ))}
    </>
  )
}

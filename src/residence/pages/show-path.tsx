import { formatDate, type Locale } from '../../platform/language.ts'
import { Article } from '../../policy/show-article.tsx'
import { saysIn } from '../../policy/text.ts'
import { Button } from '../../ui/button.tsx'
import { LawStateTag } from '../../ui/law-state-tag.tsx'
import { TaskList } from '../../ui/task-list.tsx'
import type { StatusFile } from '../find-status.ts'
import { residenceText } from '../text.ts'

/** The way to citizenship as dated steps: what is done, since when and who says so, and how the rest is done. */
export function ShowPath({ locale, file }: { locale: Locale; file: StatusFile }) {
  const t = residenceText(locale)
  const { status, path, side } = file
  const next = path.find((one) => !one.done)
  return (
    <section class="flow-small" aria-labelledby="path">
      <h2 id="path">{t('path.title')}</h2>
      <p>{t('path.lead')}</p>
      {status.state === 'active' && <p>{t('path.until', { date: formatDate(locale, status.valid_to) })}</p>}
      <TaskList
        locale={locale}
        sections={[
          {
            tasks: path.map((one) => ({
              id: `step-${one.step.id}`,
              label: saysIn(one.step.says, locale),
              hint: (
                <>
                  {one.doneOn && `${formatDate(locale, one.doneOn)}. `}
                  {one.done && one.step['known-by'] === 'told' && `${t('path.told')}. `}
                  {!one.done && `${saysIn(one.step.how, locale)}. `}
                  <span class="facts">
                    <LawStateTag locale={locale} state={one.step.state} />
                    <span>
                      <Article locale={locale} article={one.step.article} />
                    </span>
                  </span>
                </>
              ),
              status: one.done ? 'completed' : one === next ? 'in-progress' : 'not-started',
            })),
          },
        ]}
      />
      {side === 'holder' && (
        <div class="actions">
          <Button href={`/statuses/${status.id}/step`} kind="secondary">
            {t('path.tell')}
          </Button>
        </div>
      )}
    </section>
  )
}
